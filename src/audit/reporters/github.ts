/**
 * The report as workflow commands, which GitHub shows as annotations.
 *
 * @module
 */
import type { AuditReport } from "../audit.ts";
import { rules } from "../rules.ts";
import { findingText } from "./sentences.ts";
import { caveatOf, leftOutSentences, summaryOf, worstFirst } from "./summary.ts";

const commands = { leak: "error", fragile: "warning", waste: "notice" } as const;

/** The report as lines for a workflow's log. */
export function githubReport(report: AuditReport): string {
  const findings = worstFirst(report).flatMap(({ url, findings: found, verdict, reason }) => {
    if (verdict === "unasked") return [command("warning", "Not asked", `${url}\n${reason}`)];
    return found.map((finding) => {
      const { severity, title } = rules[finding.rule];
      return command(commands[severity], `${severity}: ${title}`, `${url}\n${findingText(finding)}`);
    });
  });
  const caveat = caveatOf(report);
  const notes = [...leftOutSentences(report), ...(caveat === null ? [] : [caveat]), summaryOf(report)];
  // Text that begins with two colons would be taken for a command.
  return `${[...findings, ...notes.map((note) => note.replace(/^::/, " ::"))].join("\n")}\n`;
}

function command(name: string, title: string, message: string): string {
  return `::${name} title=${inProperty(title)}::${inData(message)}`;
}

function inData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function inProperty(text: string): string {
  return inData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
