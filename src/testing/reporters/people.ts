/**
 * The report for people: what differed, with what was expected beside what came.
 *
 * @module
 */
import type { Difference } from "../play-differ.ts";
import type { PlayResult } from "../run-plays.ts";
import { countsText, lineOfStep, nameOf, type Reporter, wrongSteps } from "./reporter.ts";

/** How a word is coloured. */
export type Paint = (style: "bold" | "dim" | "green" | "red" | "yellow", text: string) => string;

/** Columns of the table are no wider. */
const widest = 48;

/** @param paint gives texts their colour, or leaves them as they are */
export function peopleReporter(paint: Paint): Reporter {
  let file = "";
  const heading = (next: string) => {
    if (next === file) return "";
    const gap = file === "" ? "" : "\n";
    file = next;
    return `${gap}${paint("bold", plain(next))}\n`;
  };
  return {
    result: (result) => heading(result.loaded.file) + linesOf(result, paint),
    end({ counts, milliseconds }) {
      const style = counts.failed > 0 ? "red" : "green";
      const total = counts.passed + counts.failed + counts.notApplicable;
      const plays = `${total} ${total === 1 ? "play" : "plays"}`;
      return `\n${plays}: ${paint(style, countsText(counts))} (${(milliseconds / 1000).toFixed(1)} s)\n`;
    },
  };
}

function linesOf(result: PlayResult, paint: Paint): string {
  const name = plain(nameOf(result));
  switch (result.outcome) {
    case "passed":
      return `  ${paint("green", "✓")} ${name}\n`;
    case "not applicable":
      return `  ${paint("yellow", "–")} ${name}\n      ${paint("yellow", "not applicable")}: ${result.reason}\n`;
    case "failed":
      return [`  ${paint("red", "✗")} ${name}`, ...failureLines(result, paint), ""].join("\n");
  }
}

/** Why a play failed, without colours. */
export function failureText(result: PlayResult): string {
  const lines = failureLines(result, (_style, text) => text);
  return [plain(nameOf(result)), ...lines.map((line) => line.slice(4))].join("\n");
}

function failureLines(result: PlayResult, paint: Paint): string[] {
  return wrongSteps(result).flatMap(({ step, request, differences }) => {
    const where = `${result.loaded.file}:${lineOfStep(result, step)}`;
    return [
      `      step ${step}, ${plain(request)}  ${paint("dim", plain(where))}`,
      ...tableOf(differences, paint).map((line) => `        ${line}`),
    ];
  });
}

/** What was expected, and what came, side by side; a value of several lines takes as many. */
function tableOf(differences: readonly Difference[], paint: Paint): string[] {
  const rows = differences.map(
    ({ what, expected, got }) => [[plain(what)], cell(expected), cell(got)] as const,
  );
  const width = (column: 0 | 1) =>
    Math.max(
      column === 0 ? 0 : "expected".length,
      ...rows.flatMap((row) => row[column].map((text) => text.length)),
    );
  const [first, second] = [width(0), width(1)];
  const line = (what: string, expected: string, got: string) =>
    `${what.padEnd(first)}  ${expected.padEnd(second)}  ${got}`.trimEnd();
  return [
    paint("dim", line("", "expected", "got")),
    ...rows.flatMap(([what, expected, got]) =>
      Array.from({ length: Math.max(expected.length, got.length) }, (_, nth) =>
        line(what[nth] ?? "", expected[nth] ?? "", got[nth] ?? ""),
      ),
    ),
  ];
}

/** A value in lines that fit the column. */
function cell(text: string): string[] {
  return text.split("\n").flatMap((line) => plain(line).match(new RegExp(`.{1,${widest}}`, "gu")) ?? [""]);
}

/** What an app sent must not steer a terminal. */
function plain(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, "?");
}
