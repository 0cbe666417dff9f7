/**
 * The fields by which Fastly tells what became of a request.
 *
 * @module
 */
import * as z from "zod";
import { type FieldLine, type Fields, fieldValue, withoutFields } from "../fields/fields.ts";

/** What Fastly calls the outcome of a request. */
export type FastlyState = "HIT" | "HIT-STALE" | "HIT-SYNTH" | "MISS" | "PASS" | "ERROR";

/** The state of an answer of the edge's own: one that is no error counts as a hit. */
export function syntheticState(status: number): FastlyState {
  return status < 400 ? "HIT-SYNTH" : "ERROR";
}

/** The name of this edge in X-Served-By, in the form of Fastly's: `cache-`, a machine, a place. */
export const servedBySchema = z
  .string()
  .regex(/^[A-Za-z0-9._-]+$/, "expected a name such as cache-lcy1128-LCY")
  .default("cache-edge0001-GOV");

/** What a cache before this one said; null where it said nothing. */
export interface UpstreamReport {
  readonly servedBy: string | null;
  readonly cache: string | null;
  readonly hits: string | null;
}

/** Reads what a cache before this one said, so that {@link fastlyFields} can go on from there. */
export function upstreamReport(fields: Fields): UpstreamReport {
  return {
    servedBy: fieldValue(fields, "x-served-by"),
    cache: fieldValue(fields, "x-cache"),
    hits: fieldValue(fields, "x-cache-hits"),
  };
}

const reported: ReadonlySet<string> = new Set(["x-served-by", "x-cache", "x-cache-hits", "x-timer"]);

/**
 * The fields without any such report, and without Fastly's debug fields, which are nobody's to see that
 * did not ask this edge for them.
 */
export function withoutReport(fields: Fields): Fields {
  return withoutFields(fields, reported).filter(([name]) => !name.toLowerCase().startsWith("fastly-debug-"));
}

/** What this edge has to say. Times are milliseconds, those of day since 1970. */
export interface FastlyReport {
  /** The name of this edge. */
  readonly servedBy: string;
  readonly state: FastlyState;
  /** How often what was stored has been given, this time included; 0 unless it was. */
  readonly hits: number;
  /** When the request arrived. */
  readonly start: number;
  /** How long it has taken. */
  readonly elapsed: number;
  /**
   * Seconds (RFC 9111 §4.2.3): what the answer had of age when it came, and what it has been here. Null
   * leaves Age as the backend says it.
   */
  readonly age: number | null;
}

/**
 * The lines that take the place of those that {@link withoutReport} leaves out: after each word of a cache
 * before this one stands our own. X-Timer is of this edge alone, as at Fastly.
 *
 * @example
 * fastlyFields({ servedBy: "a", cache: "MISS", hits: "0" }, report);
 * // [["X-Served-By", "a, cache-edge0001-GOV"], ["X-Cache", "MISS, HIT"], ["X-Cache-Hits", "0, 3"],
 * //  ["X-Timer", "S1790000000.250000,VS0,VE2"], ["Age", "12"]]
 */
export function fastlyFields(upstream: UpstreamReport, report: FastlyReport): Fields {
  const { servedBy, state, hits, start, elapsed, age } = report;
  const isHit = state.startsWith("HIT");
  const lines: FieldLine[] = [
    ["X-Served-By", after(upstream.servedBy, servedBy)],
    ["X-Cache", after(upstream.cache, isHit ? "HIT" : "MISS")],
    ["X-Cache-Hits", after(upstream.hits, String(hits))],
    ["X-Timer", `S${(start / 1000).toFixed(6)},VS0,VE${Math.round(elapsed)}`],
  ];
  if (age !== null) lines.push(["Age", String(Math.floor(age))]);
  return lines;
}

function after(upstream: string | null, own: string): string {
  return upstream === null || upstream === "" ? own : `${upstream}, ${own}`;
}
