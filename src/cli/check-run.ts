/**
 * One run of `govuk-edge check`.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { styleText } from "node:util";
import { githubReporter } from "../testing/reporters/github.ts";
import { jsonReporter } from "../testing/reporters/json.ts";
import { junitReporter } from "../testing/reporters/junit.ts";
import { type Paint, peopleReporter } from "../testing/reporters/people.ts";
import type { Report, Reporter } from "../testing/reporters/reporter.ts";
import { tapReporter } from "../testing/reporters/tap.ts";
import { countsOf, type PlayResult, runPlays } from "../testing/run-plays.ts";
import type { OwnFlags } from "./check.ts";
import { playFiles } from "./check-files.ts";
import { readPlays } from "./check-plays.ts";
import { progressOn } from "./check-progress.ts";
import { checkSetup } from "./check-setup.ts";
import { absentOf, refuseWithoutApp, theatreOf } from "./check-theatre.ts";
import type { Environment, Flags } from "./config-file.ts";
import { CommandFailure, reasonOf } from "./errors.ts";

/**
 * Performs the plays once.
 *
 * @throws {CommandFailure} when one fails, or there is something wrong with how they were asked for
 */
export async function check(
  named: readonly string[],
  own: OwnFlags,
  flags: Flags,
  environment: Environment,
  out: NodeJS.WriteStream,
): Promise<void> {
  const setup = await checkSetup(flags, environment, own.url);
  const plays = await readPlays(await playFiles(named), environment);
  refuseWithoutApp(plays, setup);
  const theatre = await theatreOf(setup, own.host);
  const absent = await absentOf(plays, setup);
  const paint: Paint = (style, text) => styleText(style, text, { stream: out });
  const told = own.output === undefined ? reporterOf(own.reporter, paint) : peopleReporter(paint);
  const progress = progressOn(process.stderr, plays.length);
  const begun = theatre.now();
  const results: PlayResult[] = [];
  for await (const result of runPlays(plays, theatre)) {
    results.push(result);
    progress.clear();
    out.write(told.result(result));
    progress.show(results.length);
  }
  progress.clear();
  const report: Report = { results, counts: countsOf(results), milliseconds: theatre.now() - begun };
  out.write(told.end(report));
  if (own.output !== undefined)
    await writeReport(
      own.output,
      reporterOf(own.reporter, (_style, text) => text),
      report,
    );
  judge(report, absent);
}

/**
 * @param absent what is to be said where nobody answers: pages for what went wrong may differ as a play wants it
 * @throws {CommandFailure} unless all is right
 */
function judge({ counts, results }: Report, absent: string | null): void {
  if (counts.passed + counts.failed === 0) {
    throw new CommandFailure(
      "No play could be performed, so nothing is known: each says why it is not applicable.",
      1,
    );
  }
  if (absent !== null) throw new CommandFailure(absent, 1);
  if (counts.failed > 0) throw new CommandFailure(`${counts.failed} of ${results.length} plays failed.`, 1);
}

async function writeReport(file: string, reporter: Reporter, report: Report): Promise<void> {
  const text = [...report.results.map((result) => reporter.result(result)), reporter.end(report)].join("");
  await writeFile(file, text).catch((cause: unknown) => {
    throw new CommandFailure(`The report cannot be written to ${file}: ${reasonOf(cause)}.`, 2, { cause });
  });
}

function reporterOf(name: OwnFlags["reporter"], paint: Paint): Reporter {
  switch (name) {
    case "people":
      return peopleReporter(paint);
    case "junit":
      return junitReporter();
    case "tap":
      return tapReporter();
    case "github":
      return githubReporter();
    case "json":
      return jsonReporter();
  }
}
