/**
 * Checking settings by one schema, and refusing so that it is clear what to change, and where.
 *
 * @module
 */
import type { z } from "zod";
import { CommandFailure } from "./errors.ts";
import { nestedProblems } from "./nested.ts";
import { isSecret, type Path, pathText, valueAt } from "./paths.ts";
import { flagOf, type GivenSettings, variableOf } from "./setting-names.ts";

/**
 * Checks what was given.
 *
 * @param nested the schemas of settings that are objects, whose insides have problems of their own
 * @throws {CommandFailure} naming each setting that is wrong, where its value came from, the value, and
 * what was expected
 */
export function check<T>(
  given: GivenSettings,
  schema: z.ZodType<T>,
  nested: Readonly<Record<string, z.ZodType>> = {},
): T {
  const values = Object.fromEntries([...given].map(([key, { value }]) => [key, value]));
  const result = schema.safeParse(values);
  const problems = result.success
    ? []
    : result.error.issues.map(({ path, message }) => problem(given, path, message));
  const say = (path: Path, expected: string) => problem(given, path, expected);
  for (const [key, inside] of Object.entries(nested)) {
    const found = given.get(key);
    if (found) problems.push(...nestedProblems(found, inside, [key], say));
  }
  if (!result.success || problems.length > 0) throw refusal([...new Set(problems)]);
  return result.data;
}

/**
 * A refusal of one setting, for what only shows when it is used: a file that cannot be read.
 *
 * @param expected what it should have been, to follow "Expected"
 */
export function wrongSetting(given: GivenSettings, key: string, expected: string): CommandFailure {
  return refusal([problem(given, [key], expected)]);
}

/** One problem in a sentence or two. @param expected to follow "Expected" */
export function problem(given: GivenSettings, path: Path, expected: string): string {
  const [key = "", ...rest] = path;
  const name = String(key);
  const found = given.get(name);
  if (!found) {
    return `${name} is missing. Expected ${expected}. Give it with ${flagOf(name)}, with ${variableOf(name)}, or as "${name}" in the file.`;
  }
  const { value, source } = found;
  // Of a list by itself the member says enough.
  const place = Array.isArray(value) && rest.length === 1 ? name : pathText(path);
  const wrong = valueAt(value, rest);
  if (wrong === undefined) return `${place} is missing (in ${source}). Expected ${expected}.`;
  if (isSecret(path)) return `${place} is not right (from ${source}). Expected ${expected}.`;
  return `${place} is ${shown(wrong)} (from ${source}). Expected ${expected}.`;
}

/** A value as it may be shown: cut short, and without what may be secret in an address or an object. */
export function shown(value: unknown): string {
  if (typeof value === "object" && value !== null && !isPlainList(value)) {
    return Array.isArray(value) ? "a list" : "an object";
  }
  const text = (JSON.stringify(value) ?? String(value))
    .replaceAll(/\/\/[^/\s"]*@/g, "//…@")
    .replaceAll(/(\/\/[^\s"?]*\?)[^\s"]+/g, "$1…");
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && value.every((member) => typeof member !== "object");
}

/** A refusal for each of the problems, each a sentence or a few. */
export function refusal(problems: readonly string[]): CommandFailure {
  return new CommandFailure(problems.join("\n"), 2);
}
