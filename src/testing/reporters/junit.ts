/**
 * The report as JUnit's XML, which most CI systems read.
 *
 * @module
 */
import { lineOf } from "../play-differ.ts";
import type { PlayResult } from "../run-plays.ts";
import { lineOfStep, nameOf, type Report, type Reporter, wrongSteps } from "./reporter.ts";

/** One suite a file, one test case a play; said in the end, since the counts stand on top. */
export function junitReporter(): Reporter {
  return { result: () => "", end: document };
}

function document({ results, counts, milliseconds }: Report): string {
  const files = Map.groupBy(results, ({ loaded }) => loaded.file);
  const totals = `tests="${results.length}" failures="${counts.failed}" skipped="${counts.notApplicable}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="govuk-edge check" ${totals} time="${seconds(milliseconds)}">`,
    ...[...files].flatMap(([file, ofFile]) => suite(file, ofFile)),
    "</testsuites>",
    "",
  ].join("\n");
}

function suite(file: string, results: readonly PlayResult[]): string[] {
  const count = (wanted: PlayResult["outcome"]) => results.filter(({ outcome }) => outcome === wanted).length;
  const time = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const totals = `tests="${results.length}" failures="${count("failed")}" skipped="${count("not applicable")}"`;
  return [
    `  <testsuite name="${escaped(file)}" ${totals} time="${seconds(time)}">`,
    ...results.flatMap(testCase),
    "  </testsuite>",
  ];
}

function testCase(result: PlayResult): string[] {
  const { loaded, outcome, reason, milliseconds } = result;
  const name = `name="${escaped(nameOf(result))}" classname="${escaped(loaded.file)}"`;
  const open = `    <testcase ${name} file="${escaped(loaded.file)}" line="${loaded.line}" time="${seconds(milliseconds)}"`;
  if (outcome === "passed") return [`${open}/>`];
  if (outcome === "not applicable") {
    return [`${open}>`, `      <skipped message="${escaped(reason ?? "")}"/>`, "    </testcase>"];
  }
  const lines = wrongSteps(result).flatMap(({ step, request, differences }) => [
    `${loaded.file}:${lineOfStep(result, step)} step ${step}, ${request}`,
    ...differences.map((difference) => `  ${lineOf(difference)}`),
  ]);
  const message = escaped(lines.slice(1, 2).join("").trim());
  return [
    `${open}>`,
    `      <failure message="${message}" type="difference">${escaped(lines.join("\n"))}</failure>`,
    "    </testcase>",
  ];
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** XML 1.0 has no way to write most control characters. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\P{Cc}\n\t]|\uFFFE|\uFFFF/gu, "?")
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? "");
}
