/**
 * The plays in the files that `govuk-edge check` is to perform.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { type LoadedPlay, loadPlays, PlayFileError } from "../testing/load-plays.ts";
import type { Environment } from "./config-file.ts";
import { CommandFailure, reasonOf } from "./errors.ts";

/**
 * The plays in files.
 *
 * @throws {CommandFailure} naming all that is wrong in any of them
 */
export async function readPlays(
  files: readonly string[],
  environment: Environment,
): Promise<readonly LoadedPlay[]> {
  const problems: string[] = [];
  const plays: LoadedPlay[] = [];
  for (const file of files) {
    try {
      plays.push(...loadPlays(await textOf(file), file, environment));
    } catch (error) {
      if (!(error instanceof PlayFileError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new CommandFailure(problems.join("\n"), 2);
  return plays;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new PlayFileError([`The file ${file} cannot be read: ${reasonOf(error)}.`]);
  }
}
