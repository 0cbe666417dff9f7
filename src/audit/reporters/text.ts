/**
 * The report for a person at a terminal.
 *
 * @module
 */
import type { AuditReport } from "../audit.ts";
import type { Finding, PageReport, Shown } from "../finding.ts";
import { rules } from "../rules.ts";
import { proofText } from "./sentences.ts";
import { caveatOf, leftOutSentences, summaryOf, type Verdict, worstFirst } from "./summary.ts";

/** How a word is coloured; given by who knows the terminal. */
export type Paint = (style: "red" | "yellow" | "green" | "bold" | "dim", text: string) => string;

const colour = {
  leak: "red",
  fragile: "yellow",
  waste: "yellow",
  unasked: "yellow",
  fine: "green",
} as const satisfies Record<Verdict, Parameters<Paint>[0]>;

/** The report as text. */
export function textReport(report: AuditReport, paint: Paint): string {
  const caveat = caveatOf(report);
  const lines = [
    ...worstFirst(report).flatMap((page) => pageLines(page, paint)),
    "",
    ...leftOutSentences(report),
    ...(caveat === null ? [] : [caveat]),
    paint("bold", summaryOf(report)),
  ];
  return `${lines.join("\n")}\n`;
}

function pageLines({ url, verdict, reason, findings }: PageReport, paint: Paint): string[] {
  const label = verdict === "unasked" ? "not asked" : verdict;
  const head = `${paint(colour[verdict], label.padEnd(9))}  ${paint("bold", url)}`;
  const body = findings.flatMap((finding) => findingLines(finding, paint));
  return [head, ...(reason === null ? [] : [`           ${paint("dim", reason)}`]), ...body];
}

function findingLines({ rule, message, send, shown }: Finding, paint: Paint): string[] {
  const { title, mend } = rules[rule];
  const indent = "           ";
  return [
    `${indent}${title} ${paint("dim", `(${rule})`)}`,
    `${indent}${message}`,
    ...(shown ? shownLines(shown, paint).map((line) => `${indent}${line}`) : []),
    `${indent}${paint("dim", "mend:")} ${mend}`,
    ...(send === null ? [] : [`${indent}${paint("dim", "send:")} ${send}`]),
    "",
  ];
}

function shownLines(shown: Shown, paint: Paint): string[] {
  const { from, to, lines } = shown;
  return [
    ...lines.from.map((line) => `  ${paint("red", `- ${line}`)}  ${paint("dim", `made for ${from}`)}`),
    ...lines.to.map((line) => `  ${paint("green", `+ ${line}`)}  ${paint("dim", `made for ${to}`)}`),
    proofText(shown),
  ];
}
