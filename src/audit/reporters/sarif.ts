/**
 * The report in SARIF 2.1.0, for code scanning.
 *
 * @module
 */
import type { AuditReport } from "../audit.ts";
import type { Finding, PageReport } from "../finding.ts";
import { type RuleId, ruleIds, rules, type Severity } from "../rules.ts";
import { findingText } from "./sentences.ts";

const schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const levels = { leak: "error", fragile: "warning", waste: "note" } as const;
/** What code scanning ranks findings of security by; the others have none. */
const securitySeverity: Readonly<Partial<Record<Severity, string>>> = { leak: "8.1", fragile: "4.0" };

/** The report in SARIF. @param version of this program */
export function sarifReport(report: AuditReport, version: string): string {
  const run = {
    tool: { driver: { name: "govuk-edge audit", semanticVersion: version, rules: ruleIds().map(ruleOf) } },
    invocations: [invocationOf(report)],
    results: report.pages.flatMap((page) => page.findings.map((finding) => resultOf(page.url, finding))),
  };
  return `${JSON.stringify({ $schema: schema, version: "2.1.0", runs: [run] }, null, 2)}\n`;
}

function ruleOf(id: RuleId) {
  const { severity, title, meaning, mend } = rules[id];
  const security = securitySeverity[severity];
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: { text: `${meaning} ${mend}`, markdown: `${meaning}\n\n**How to mend it:** ${mend}` },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      tags: security === undefined ? ["caching"] : ["caching", "security"],
      ...(security === undefined ? {} : { "security-severity": security }),
    },
  };
}

function resultOf(url: string, finding: Finding) {
  const { rule } = finding;
  const { pathname, search } = new URL(url);
  return {
    ruleId: rule,
    ruleIndex: ruleIds().indexOf(rule),
    level: levels[rules[rule].severity],
    message: { text: withoutLinks(`${url}\n${findingText(finding)}`) },
    locations: [
      {
        // A place in the repository is wanted; a page has none, so its path stands there.
        physicalLocation: { artifactLocation: { uri: placeOf(pathname) }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: url, kind: "resource" }],
      },
    ],
    // Without the host, so that a finding is known again wherever the app ran.
    partialFingerprints: { "page/v1": `${rule} ${pathname}${search}` },
  };
}

/** What a page says is no link of ours (§3.11.6 has them as in Markdown). */
function withoutLinks(text: string): string {
  return text.replace(/\[([^\]]*)\]\(/g, "\\[$1\\](");
}

function placeOf(pathname: string): string {
  const place = pathname.replace(/^\/+/, "");
  return place === "" ? "index" : place.replaceAll(":", "%3A");
}

/** What could not be asked belongs to how the tool ran, not to what it found. */
function invocationOf({ pages, leftOut }: AuditReport) {
  const unasked = pages.filter((page: PageReport) => page.verdict === "unasked");
  return {
    executionSuccessful: unasked.length === 0,
    toolExecutionNotifications: [
      ...unasked.map(({ url, reason }) => ({ level: "error", message: { text: `${url}: ${reason ?? ""}` } })),
      ...leftOut.map(({ url, reason }) => ({
        level: "note",
        message: { text: `Left out (${reason}): ${url}` },
      })),
    ],
  };
}
