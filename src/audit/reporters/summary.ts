/**
 * The figures of a report, and the exit code that follows from them.
 *
 * @module
 */
import type { AuditReport } from "../audit.ts";
import type { PageReport } from "../finding.ts";
import type { LeftOutReason } from "../queue.ts";
import { type Severity, severities } from "../rules.ts";
import { counted, listed } from "../words.ts";

/** The verdicts, the worst first. */
export const verdicts = ["leak", "fragile", "waste", "unasked", "fine"] as const;
/** A verdict on a page. */
export type Verdict = PageReport["verdict"];

/** How many pages came to each verdict. */
export function countsOf({ pages }: AuditReport): Readonly<Record<Verdict, number>> {
  const counts = { leak: 0, fragile: 0, waste: 0, unasked: 0, fine: 0 };
  for (const { verdict } of pages) counts[verdict] += 1;
  return counts;
}

/** The pages, the worst first; of one verdict in the order of asking. */
export function worstFirst({ pages }: AuditReport): readonly PageReport[] {
  return verdicts.flatMap((verdict) => pages.filter((page) => page.verdict === verdict));
}

/** One sentence about all pages. */
export function summaryOf(report: AuditReport): string {
  const counts = countsOf(report);
  const parts = verdicts.flatMap((verdict) => {
    if (counts[verdict] === 0) return [];
    return [`${counts[verdict]} ${verdict === "unasked" ? "not asked" : verdict}`];
  });
  const what = parts.length === 0 ? "" : `: ${listed(parts)}`;
  return `${counted(report.pages.length, "page")}, ${counted(report.requests, "request")}${what}.`;
}

const reasons: Readonly<Record<LeftOutReason, string>> = {
  "other-host": "on a host that was not named",
  skipped: "because asking would change something, such as signing out",
  "max-pages": "because there were more than --max-pages",
};

/** A sentence for each reason why addresses were left out. */
export function leftOutSentences({ leftOut }: AuditReport): string[] {
  return Object.entries(reasons).flatMap(([reason, words]) => {
    const those = leftOut.filter((one) => one.reason === reason).map(({ url }) => url);
    if (those.length === 0) return [];
    const named = those.slice(0, 3).join(", ");
    const more = those.length > 3 ? " and others" : "";
    return [`Left out ${counted(those.length, "address", "addresses")} ${words}: ${named}${more}.`];
  });
}

/** What is wrong with how the audit was made; null when nothing is. */
export function caveatOf({ madeUpPeople, people }: AuditReport): string | null {
  if (!madeUpPeople) return null;
  return `The people (${listed(people)}) are made up. An app that looks its sessions up takes them for nobody: name two that it knows with --person NAME=VALUE.`;
}

/** The severities that count, the worst first. @param failOn the least of them */
export function counting(failOn: Severity): readonly Severity[] {
  return severities.slice(0, severities.indexOf(failOn) + 1);
}

const codes: Readonly<Record<Severity, number>> = { leak: 1, fragile: 3, waste: 4 };
/** Pages that could not be asked may hide anything. */
const unaskedCode = 5;

/**
 * The exit code: that of the worst finding, if it is as bad as asked for; else 5 when something could not
 * be asked; else 0.
 *
 * @param failOn the least severity that counts
 */
export function exitCodeOf(report: AuditReport, failOn: Severity): number {
  const counts = countsOf(report);
  const found = counting(failOn).find((severity) => counts[severity] > 0);
  if (found) return codes[found];
  return counts.unasked > 0 || report.pages.length === 0 ? unaskedCode : 0;
}
