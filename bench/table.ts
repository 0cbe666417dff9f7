/**
 * Figures as a table for people: Markdown, so that it can be pasted into docs/performance.md.
 *
 * @module
 */
import type { StartSummary } from "./start.ts";
import type { Spread, Summary } from "./summary.ts";

/** The figures, a line for each server and workload. @param one what is counted, such as "request" */
export function table(summaries: readonly Summary[], one: string): string {
  return markdown(
    ["workload", "server", `${one}s/s`, "of node:http", `CPU a ${one}`, "of node:http, by CPU"],
    summaries.map(({ title, peer, perSecond, toBare, cpu, toBareByCpu, missed }) => [
      title,
      missed === 0 ? peer : `${peer} (${missed} went to the origin)`,
      whole(perSecond),
      ratio(toBare),
      cpu === null ? "" : `${cpu.median.toFixed(1)} µs`,
      ratio(toBareByCpu),
    ]),
  );
}

/** How each server keeps its speed among many variants: a ratio of its own figure with one. */
export function variantTable(summaries: readonly Summary[]): string | null {
  const single = summaries.filter(({ workload }) => workload === "session-1");
  const rows = summaries.flatMap(({ workload, title, peer, perSecond, cpu }) => {
    const own = single.find((one) => one.peer === peer);
    if (!workload.startsWith("session-") || !own || own.workload === workload) return [];
    const byCpu = cpu && own.cpu ? (own.cpu.median / cpu.median).toFixed(2) : "";
    return [[title, peer, (perSecond.median / own.perSecond.median).toFixed(2), byCpu]];
  });
  return rows.length === 0 ? null : markdown(["workload", "server", "of its own with 1", "by CPU"], rows);
}

/** How long each took to its first answer. */
export function startTable(summaries: readonly StartSummary[]): string {
  return markdown(
    ["server", "ms to first answer", "times node:http"],
    summaries.map(({ name, milliseconds, timesBare }) => [name, whole(milliseconds), ratio(timesBare)]),
  );
}

function whole({ median, lowest, highest }: Spread): string {
  const text = (value: number) => Math.round(value).toLocaleString("en-GB");
  return `${text(median)} (${text(lowest)} to ${text(highest)})`;
}

function ratio(spread: Spread | null): string {
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
