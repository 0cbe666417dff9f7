/**
 * Figures as a table for people: Markdown, so that it can be pasted into docs/performance.md.
 *
 * @module
 */
import { missNote } from "./misses.ts";
import type { StartSummary } from "./start.ts";
import type { Spread, Summary } from "./summary.ts";

/** The figures, a line for each server and workload. @param one what is counted, such as "request" */
export function table(summaries: readonly Summary[], one: string): string {
  const hasEdge = summaries.some(({ edgeToThis }) => edgeToThis !== null);
  const edge = <T>(cell: T) => (hasEdge ? [cell] : []);
  return markdown(
    [
      "workload",
      "server",
      `${one}s/s`,
      "of the limit",
      ...edge("govuk-edge to it"),
      `CPU a ${one}`,
      "of the limit, by CPU",
    ],
    summaries.map((summary) => [
      summary.title,
      named(summary),
      whole(summary.perSecond),
      ratio(summary.toLimit),
      ...edge(ratio(summary.edgeToThis)),
      summary.cpu === null ? "" : `${summary.cpu.median.toFixed(1)} µs`,
      ratio(summary.toLimitByCpu),
    ]),
  );
}

/** How long answers took at the same rate. */
export function latencyTable(summaries: readonly Summary[]): string {
  return markdown(
    ["workload", "server", "requests/s", "p50, µs", "p99, µs", "p99 of Varnish's"],
    summaries.map((summary) => [
      summary.title,
      named(summary),
      whole(summary.perSecond),
      whole(summary.p50),
      whole(summary.p99),
      ratio(summary.p99ToVarnish),
    ]),
  );
}

/** How each server keeps its speed among many variants or URLs: a ratio of its own figure with one. */
export function amongManyTable(summaries: readonly Summary[]): string | null {
  const rows = summaries.flatMap(({ title, peer, toOne, toOneByCpu }) =>
    toOne === null ? [] : [[title, peer, ratio(toOne), ratio(toOneByCpu)]],
  );
  return rows.length === 0 ? null : markdown(["workload", "server", "of its own with 1", "by CPU"], rows);
}

/** How long each took to its first answer. */
export function startTable(summaries: readonly StartSummary[]): string {
  return markdown(
    ["server", "ms to first answer", "times node:http"],
    summaries.map(({ name, milliseconds, timesBare }) => [name, whole(milliseconds), ratio(timesBare)]),
  );
}

function named(summary: Summary): string {
  const note = missNote(summary);
  return note === null ? summary.peer : `${summary.peer} (${note})`;
}

function whole({ median, lowest, highest }: Spread): string {
  const text = (value: number) => Math.round(value).toLocaleString("en-GB");
  return `${text(median)} (${text(lowest)} to ${text(highest)})`;
}

/** A ratio with its spread; empty where there is none. */
export function ratio(spread: Spread | null): string {
  if (spread === null) return "";
  const { median, lowest, highest } = spread;
  return `${median.toFixed(2)} (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
}

/** A table in Markdown, its columns aligned. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}
