/**
 * The judgements of each play, by Varnish and by the edge on Node and in workerd, as a table.
 *
 * @module
 */
import type { Play } from "./fixture-schema.ts";
import type { Judgement } from "./varnish-plays.ts";

/** What came of a play on the edge. */
export interface EdgeResult {
  /** Why it was not performed; null when it was. */
  readonly leftOut: string | null;
  /** How the edge differs from what it owes; empty when it does not. */
  readonly lines: readonly string[];
}

/** A play and all judgements. */
export interface Row {
  readonly judgement: Judgement;
  readonly node: EdgeResult;
  readonly workerd: EdgeResult;
}

const varnishWords: Readonly<Record<Judgement["verdict"], string>> = {
  agrees: "agrees",
  explained: "explained",
  unexplained: "UNEXPLAINED",
  outdated: "OUTDATED",
  own: "-",
  beyond: "beyond it",
};

/** The table: a play a line. */
export function table(rows: readonly Row[]): string {
  const cells = rows.map(({ judgement, node, workerd }) => [
    judgement.play.id,
    varnishWords[judgement.verdict],
    edgeWord(judgement.play, node),
    edgeWord(judgement.play, workerd),
    judgement.play.title,
  ]);
  const all = [["play", "Varnish", "edge on Node", "edge in workerd", "what it is about"], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join("\n");
}

/** Why Varnish differs, and why the edge does: a line for each reason, with the plays that show it. */
export function reasons(rows: readonly Row[]): string[] {
  const ofVarnish = reasonsWhere(rows, "explained").map((reason) => `Varnish: ${reason}`);
  const beyond = reasonsWhere(rows, "beyond").map((reason) => `Beyond Varnish: ${reason}`);
  const given = rows.flatMap(({ judgement: { play } }) =>
    play.steps.flatMap(({ differs, because }) =>
      differs === undefined ? [] : [{ id: play.id, reason: `${[differs].flat().join(" ")}: ${because}` }],
    ),
  );
  const ofEdge = grouped(given).sort((one, other) => one.localeCompare(other, "en", { numeric: true }));
  return [...ofVarnish, ...beyond, ...ofEdge];
}

function reasonsWhere(rows: readonly Row[], verdict: Judgement["verdict"]): string[] {
  const judged = rows.map(({ judgement }) => judgement).filter((judgement) => judgement.verdict === verdict);
  return grouped(judged.map(({ play, because }) => ({ id: play.id, reason: because ?? "" })));
}

function grouped(given: readonly { readonly id: string; readonly reason: string }[]): string[] {
  return [...Map.groupBy(given, ({ reason }) => reason)].map(
    ([reason, shown]) => `${reason} (${[...new Set(shown.map(({ id }) => id))].join(", ")})`,
  );
}

function edgeWord(play: Play, { leftOut, lines }: EdgeResult): string {
  if (leftOut !== null) return leftOut;
  if (lines.length > 0) return "FAILS";
  if (play.steps.some(({ production }) => production === undefined)) return "as we decided";
  const names = namesOf(play);
  return names.length === 0 ? "as production" : names.join(" ");
}

/** The differences that a play names, such as D1. */
function namesOf({ steps }: Play): string[] {
  return [...new Set(steps.flatMap(({ differs }) => differs ?? []))];
}
