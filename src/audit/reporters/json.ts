/**
 * The whole report as JSON.
 *
 * @module
 */
import type { AuditReport } from "../audit.ts";
import { countsOf, leftOutSentences } from "./summary.ts";

/** The report as JSON. */
export function jsonReport(report: AuditReport): string {
  const summary = { ...countsOf(report), requests: report.requests, notes: leftOutSentences(report) };
  return `${JSON.stringify({ summary, ...report }, null, 2)}\n`;
}
