/**
 * What was measured, as tables for people and as figures for a file.
 *
 * @module
 */
import type { Measured, Plan } from "./rounds.ts";
import { type Started, summariseStarts } from "./start.ts";
import { summarise } from "./summary.ts";
import { amongManyTable, latencyTable, startTable, table } from "./table.ts";

/** Everything of one run. */
export interface Results {
  readonly pages: readonly Measured[];
  /** At a rate that all can take. */
  readonly paced: readonly Measured[];
  readonly journeys: readonly Measured[];
  readonly starts: readonly Started[];
}

/** The tables of what was measured, with how. */
export function report({ pages, paced, journeys, starts }: Results, plan: Plan): string {
  const ofPages = summarise(pages);
  const timed = [...pages, ...paced, ...journeys].length > 0 ? ` of ${plan.seconds} s` : "";
  const parts = [
    pages.length > 0 ? table(ofPages, "request") : null,
    amongManyTable(ofPages),
    paced.length > 0 ? latencyTable(summarise(paced)) : null,
    journeys.length > 0 ? table(summarise(journeys), "journey") : null,
    starts.length > 0 ? startTable(summariseStarts(starts)) : null,
    `Node ${process.versions.node}, ${plan.rounds} rounds${timed}; median (lowest to highest).`,
  ];
  return `\n${parts.filter((part) => part !== null).join("\n\n")}`;
}

/** What `--json` writes. */
export function figuresOf({ pages, paced, journeys, starts }: Results, plan: Plan) {
  return {
    node: process.versions.node,
    date: new Date().toISOString(),
    plan,
    summaries: summarise([...pages, ...journeys]),
    latencies: summarise(paced),
    measured: [...pages, ...paced, ...journeys],
    starts: summariseStarts(starts),
  };
}
