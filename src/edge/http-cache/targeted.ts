/**
 * Targeted cache control (RFC 9213): directives meant for some caches only, CDN-Cache-Control above all.
 *
 * @module
 */
import { type Directives, parseCacheControl } from "../fields/cache-control.ts";
import { type Fields, fieldValue } from "../fields/fields.ts";
import { type Member, parseDictionary } from "../fields/structured-fields.ts";

/** The directives that a response is judged by. */
export interface GoverningDirectives {
  readonly directives: Directives;
  /** The targeted field that gave them; then Expires is ignored too. Null: Cache-Control gave them. */
  readonly targetedBy: string | null;
}

type Argument = "seconds" | "none" | "names";

/** The arguments of the directives we know, as RFC 9213 §2.1 infers their types from the registry. */
const argumentOf: ReadonlyMap<string, Argument> = new Map<string, Argument>([
  ["max-age", "seconds"],
  ["s-maxage", "seconds"],
  ["stale-while-revalidate", "seconds"],
  ["stale-if-error", "seconds"],
  ["no-cache", "names"],
  ["private", "names"],
  ["immutable", "none"],
  ["must-revalidate", "none"],
  ["must-understand", "none"],
  ["no-store", "none"],
  ["no-transform", "none"],
  ["proxy-revalidate", "none"],
  ["public", "none"],
]);

/**
 * The directives of the first targeted field that is valid and not empty; without one, those of
 * Cache-Control (RFC 9213 §2.2).
 *
 * @param targetList names of targeted fields in lower case, the one that goes first in front
 * @example
 * governingDirectives([["CDN-Cache-Control", "max-age=60"]], ["cdn-cache-control"]).targetedBy; // "cdn-cache-control"
 */
export function governingDirectives(fields: Fields, targetList: readonly string[]): GoverningDirectives {
  for (const name of targetList) {
    const value = fieldValue(fields, name);
    const directives = value === null ? undefined : parseTargeted(value);
    if (directives) return { directives, targetedBy: name };
  }
  return { directives: parseCacheControl(fieldValue(fields, "cache-control")), targetedBy: null };
}

/**
 * Reads a targeted field; undefined when it is to be ignored, as if it were not there.
 *
 * That is so when it is empty or has a syntax error (§2.1), and here also when a directive we know has
 * a value of another type: it must not be used (§2.1), and without it the field says something else
 * than was meant. A number of seconds below 0 has the right type, and is stale as in Cache-Control.
 * Directives we do not know, and parameters, say nothing; a field of nothing else still governs.
 */
function parseTargeted(value: string): Directives | undefined {
  const dictionary = parseDictionary(value);
  if (!dictionary || dictionary.size === 0) return undefined;
  const directives = new Map<string, readonly (string | null)[]>();
  for (const [name, member] of dictionary) {
    const expected = argumentOf.get(name);
    if (!expected) continue;
    const argument = argumentText(member, expected);
    if (argument === undefined) return undefined;
    directives.set(name, [argument]);
  }
  return directives;
}

/** An argument as Cache-Control has it, null for none; undefined when it is of the wrong type. */
function argumentText({ value }: Member, expected: Argument): string | null | undefined {
  if (expected === "seconds") return value.type === "integer" ? String(value.value) : undefined;
  if (value.type === "boolean") return value.value ? null : undefined;
  return expected === "names" && value.type === "string" ? `"${value.value}"` : undefined;
}
