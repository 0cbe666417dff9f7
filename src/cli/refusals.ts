/**
 * Checking settings by one schema, and refusing so that it is clear what to change, and where.
 *
 * @module
 */
import type { z } from "zod";
import { CommandFailure } from "./errors.ts";
import { flagOf, type GivenSettings, variableOf } from "./setting-names.ts";

/**
 * Checks what was given.
 *
 * @throws {CommandFailure} naming each setting that is wrong, where its value came from, the value, and
 * what was expected
 */
export function check<T>(given: GivenSettings, schema: z.ZodType<T>): T {
  const values = Object.fromEntries([...given].map(([key, { value }]) => [key, value]));
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => problem(given, path, message));
  throw refusal([...new Set(problems)]);
}

/**
 * A refusal of one setting, for what only shows when it is used: a file that cannot be read.
 *
 * @param expected what it should have been, to follow "Expected"
 */
export function wrongSetting(given: GivenSettings, key: string, expected: string): CommandFailure {
  return refusal([problem(given, [key], expected)]);
}

function problem(given: GivenSettings, [key, index]: readonly PropertyKey[], expected: string): string {
  const name = String(key);
  const found = given.get(name);
  if (!found) {
    return `${name} is missing. Expected ${expected}. Give it with ${flagOf(name)}, with ${variableOf(name)}, or as "${name}" in the file.`;
  }
  const { value, source } = found;
  const wrong = Array.isArray(value) && typeof index === "number" ? value[index] : value;
  return `${name} is ${shown(wrong)} (from ${source}). Expected ${expected}.`;
}

/** A value as it may be shown: cut short, and without the user and password of an address. */
function shown(value: unknown): string {
  const text = (JSON.stringify(value) ?? String(value)).replace(/\/\/[^/\s]*@/, "//…@");
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** A refusal for each of the problems, each a sentence or a few. */
export function refusal(problems: readonly string[]): CommandFailure {
  return new CommandFailure(problems.join("\n"), 2);
}
