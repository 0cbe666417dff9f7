/**
 * The report as JUnit has it: a page is a test, and a finding that counts is a failure.
 *
 * @module
 */
import type { AuditReport } from "../audit.ts";
import type { Finding, PageReport } from "../finding.ts";
import { rules, type Severity } from "../rules.ts";
import { findingText } from "./sentences.ts";
import { counting, leftOutSentences } from "./summary.ts";

/** The report in XML. @param failOn the least severity that counts */
export function junitReport(report: AuditReport, failOn: Severity): string {
  const failing = counting(failOn);
  const counts = ({ rule }: Finding) => failing.includes(rules[rule].severity);
  const failures = report.pages.filter(({ findings }) => findings.some(counts)).length;
  const errors = report.pages.filter(({ verdict }) => verdict === "unasked").length;
  const attributes = `name="govuk-edge audit" tests="${report.pages.length}" failures="${failures}" errors="${errors}"`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes}>`,
    `<testsuite ${attributes}>`,
    ...report.pages.map((page) => testcase(page, counts)),
    `<system-out>${escaped(leftOutSentences(report).join("\n"))}</system-out>`,
    "</testsuite>",
    "</testsuites>",
  ];
  return `${lines.join("\n")}\n`;
}

function testcase(
  { url, verdict, reason, findings }: PageReport,
  counts: (finding: Finding) => boolean,
): string {
  const inside = findings.map((finding) => {
    const text = escaped(findingText(finding));
    if (!counts(finding)) return `<system-out>${escaped(finding.rule)}: ${text}</system-out>`;
    return `<failure type="${finding.rule}" message="${escaped(rules[finding.rule].title)}">${text}</failure>`;
  });
  if (verdict === "unasked") inside.push(`<error type="unasked" message="${escaped(reason)}"/>`);
  // The schema wants what failed before what was printed.
  const ordered = inside.toSorted(
    (a, b) => Number(a.startsWith("<system")) - Number(b.startsWith("<system")),
  );
  return `<testcase name="${escaped(url)}" classname="govuk-edge.audit">${ordered.join("")}</testcase>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character).replace(forbidden, "�");
}

/** What XML 1.0 cannot hold, however it is written. */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
