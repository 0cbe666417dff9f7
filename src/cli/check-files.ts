/**
 * The names of the files that `govuk-edge check` is to perform.
 *
 * @module
 */
import { glob } from "node:fs/promises";
import { CommandFailure } from "./errors.ts";

/** What is looked for where no file is named. */
const pattern = "**/*.plays.{yaml,yml,json}";

/**
 * The files that are named, or else all below the folder that are called like plays.
 *
 * @throws {CommandFailure} when there are none
 */
export async function playFiles(named: readonly string[]): Promise<readonly string[]> {
  if (named.length > 0) return named;
  const found: string[] = [];
  for await (const name of glob(pattern, { exclude: ["**/node_modules"] })) found.push(name);
  if (found.length > 0) return found.toSorted();
  throw new CommandFailure(
    `There is no file of plays here. Name one, or call it after ${pattern}; docs/check.md shows how one is written.`,
    2,
  );
}
