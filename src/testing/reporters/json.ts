/**
 * The report as JSON, for programs.
 *
 * @module
 */
import type { PlayResult } from "../run-plays.ts";
import { lineOfStep, type Reporter } from "./reporter.ts";

/** One object, said in the end. */
export function jsonReporter(): Reporter {
  return {
    result: () => "",
    end({ results, counts, milliseconds }) {
      const whole = { counts, milliseconds: Math.round(milliseconds), plays: results.map(playOf) };
      return `${JSON.stringify(whole, null, 2)}\n`;
    },
  };
}

function playOf(result: PlayResult) {
  const { loaded, profile, outcome, reason, milliseconds, steps } = result;
  const { id = null, title } = loaded.play;
  return {
    ...{ file: loaded.file, line: loaded.line, id, title, profile, outcome, reason },
    milliseconds: Math.round(milliseconds),
    steps: steps.map(({ step, request, differences }) => ({
      ...{ step, line: lineOfStep(result, step), request, differences },
    })),
  };
}
