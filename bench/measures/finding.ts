/**
 * What a measure comes to: a figure, what it must be, and whether it is.
 *
 * @module
 */
import { type Spread, spreadOf } from "../summary.ts";
import { markdown } from "../table.ts";

/** A figure as it is printed. */
export interface Finding {
  readonly measure: string;
  readonly what: string;
  readonly figure: string;
  /** Empty where nothing is asked of it. */
  readonly must: string;
  readonly verdict: "ok" | "short" | "";
}

/** A limit, and which of several values it is for. */
export interface Must {
  readonly atMost: number;
  readonly of: "median" | "highest";
}

/** Values that were measured. */
export interface Figures {
  readonly measure: string;
  readonly what: string;
  readonly values: readonly number[];
  /** How one value is written, with its unit. */
  readonly text: (value: number) => string;
  readonly must?: Must;
}

/**
 * Judges what was measured.
 *
 * @throws {RangeError} when nothing was
 */
export function finding({ measure, what, values, text, must }: Figures): Finding {
  const spread = spreadOf(values);
  const figure = spreadText(spread, text);
  if (!must) return { measure, what, figure, must: "", verdict: "" };
  const verdict = spread[must.of] <= must.atMost ? "ok" : "short";
  return { measure, what, figure, must: `≤ ${text(must.atMost)}`, verdict };
}

/** The findings, a line for each. */
export function findingTable(findings: readonly Finding[]): string {
  return markdown(
    ["measure", "what", "median (lowest to highest)", "must", ""],
    findings.map(({ measure, what, figure, must, verdict }) => [measure, what, figure, must, verdict]),
  );
}

function spreadText({ median, lowest, highest }: Spread, text: Figures["text"]): string {
  return lowest === highest ? text(median) : `${text(median)} (${text(lowest)} to ${text(highest)})`;
}
