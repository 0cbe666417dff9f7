/**
 * What was measured, as tables for people and as figures for a file.
 *
 * @module
 */
import { demands, demandTable } from "./demands.ts";
import { type Finding, findingTable } from "./measures/finding.ts";
import type { Measure } from "./measures/measure.ts";
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
  /** Of the measures that are not requests a second. */
  readonly findings: readonly Finding[];
}

/** The tables of what was measured, with how; the last one says what must be, and whether it is. */
export function report(results: Results, measures: readonly Measure[], plan: Plan): string {
  const { pages, paced, journeys, starts, findings } = results;
  const ofPages = summarise(pages);
  const timed = [...pages, ...paced, ...journeys].length > 0 ? ` of ${plan.seconds} s` : "";
  const parts = [
    pages.length > 0 ? table(ofPages, "request") : null,
    amongManyTable(ofPages),
    paced.length > 0 ? latencyTable(summarise(paced)) : null,
    journeys.length > 0 ? table(summarise(journeys), "journey") : null,
    starts.length > 0 ? startTable(summariseStarts(starts)) : null,
    findings.length > 0 ? findingTable(findings) : null,
    demandTable(demandsOf(results, measures)),
    `Node ${process.versions.node}, ${plan.rounds} rounds${timed}; median (lowest to highest).`,
  ];
  return `\n${parts.filter((part) => part !== null).join("\n\n")}`;
}

/** What `--json` writes. */
export function figuresOf(results: Results, measures: readonly Measure[], plan: Plan) {
  const { pages, paced, journeys, starts, findings } = results;
  return {
    node: process.versions.node,
    date: new Date().toISOString(),
    plan,
    summaries: summarise([...pages, ...journeys]),
    latencies: summarise(paced),
    measured: [...pages, ...paced, ...journeys],
    starts: summariseStarts(starts),
    findings,
    demands: demandsOf(results, measures),
  };
}

function demandsOf({ pages, paced, findings }: Results, measures: readonly Measure[]) {
  return demands(summarise([...pages, ...paced]), findings, measures);
}
