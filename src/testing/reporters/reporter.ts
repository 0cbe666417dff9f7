/**
 * What a reporter of plays is: results in, text out.
 *
 * @module
 */
import type { Counts, PlayResult } from "../run-plays.ts";

/** All that came of a run. */
export interface Report {
  readonly results: readonly PlayResult[];
  readonly counts: Counts;
  readonly milliseconds: number;
}

/** Turns results into text. */
export interface Reporter {
  /** What is said as soon as a play has been performed. */
  result(result: PlayResult): string;
  /** What is said in the end. */
  end(report: Report): string;
}

/** The name of a play in a report; the profile where there may be several. */
export function nameOf({ loaded: { play }, profile }: PlayResult): string {
  const id = play.id === undefined ? "" : `${play.id}: `;
  return `${id}${play.title}${play.profiles && play.profiles.length > 1 ? ` (${profile})` : ""}`;
}

/** The line of a step in its file. */
export function lineOfStep({ loaded }: PlayResult, step: number): number {
  return loaded.stepLines[step - 1] ?? loaded.line;
}

/** The steps that something is wrong with. */
export function wrongSteps({ steps }: PlayResult) {
  return steps.filter(({ differences }) => differences.length > 0);
}

/** `3 passed, 1 failed, 2 not applicable`. */
export function countsText({ passed, failed, notApplicable }: Counts): string {
  return [
    `${passed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(notApplicable > 0 ? [`${notApplicable} not applicable`] : []),
  ].join(", ");
}
