/**
 * The report as commands of GitHub Actions: a failure stands beside the step of the play that failed.
 *
 * @module
 */
import { lineOf } from "../play-differ.ts";
import type { PlayResult } from "../run-plays.ts";
import { countsText, lineOfStep, nameOf, type Reporter, wrongSteps } from "./reporter.ts";

/** An annotation for each step that failed, and for each play that is not applicable. */
export function githubReporter(): Reporter {
  return {
    result: annotationsOf,
    end: ({ results, counts }) => `govuk-edge check: ${results.length} plays, ${countsText(counts)}\n`,
  };
}

function annotationsOf(result: PlayResult): string {
  const { loaded, outcome, reason } = result;
  const name = nameOf(result);
  if (outcome === "not applicable") {
    return annotation("notice", loaded.file, loaded.line, `Not applicable: ${name}`, reason ?? "");
  }
  return wrongSteps(result)
    .map(({ step, request, differences }) => {
      const text = [`step ${step}, ${request}`, ...differences.map(lineOf)].join("\n");
      return annotation("error", loaded.file, lineOfStep(result, step), name, text);
    })
    .join("");
}

function annotation(
  kind: "error" | "notice",
  file: string,
  line: number,
  title: string,
  text: string,
): string {
  return `::${kind} file=${property(file)},line=${line},title=${property(title)}::${data(text)}\n`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
