/**
 * The report in the Test Anything Protocol, version 14.
 *
 * @module
 */
import { stringify } from "yaml";
import type { PlayResult } from "../run-plays.ts";
import { lineOfStep, nameOf, type Reporter, wrongSteps } from "./reporter.ts";

/** One line a play, with the differences as YAML below it. */
export function tapReporter(): Reporter {
  let number = 0;
  return {
    result(result) {
      const version = number === 0 ? "TAP version 14\n" : "";
      number += 1;
      return version + pointOf(result, number);
    },
    end: ({ results }) => `${results.length === 0 ? "TAP version 14\n" : ""}1..${results.length}\n`,
  };
}

function pointOf(result: PlayResult, number: number): string {
  const { outcome, reason } = result;
  const name = escaped(`${result.loaded.file}: ${nameOf(result)}`);
  if (outcome === "not applicable") return `ok ${number} - ${name} # SKIP ${escaped(reason ?? "")}\n`;
  if (outcome === "passed") return `ok ${number} - ${name}\n`;
  const steps = wrongSteps(result).map(({ step, request, differences }) => ({
    step,
    request,
    line: lineOfStep(result, step),
    differences: [...differences],
  }));
  const details = stringify({ file: result.loaded.file, steps }, { lineWidth: 0 }).trimEnd();
  const block = ["---", ...details.split("\n"), "..."].map((line) => `  ${line}\n`).join("");
  return `not ok ${number} - ${name}\n${block}`;
}

/** `#` begins a directive. */
function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("#", "\\#").replaceAll(/\s+/g, " ");
}
