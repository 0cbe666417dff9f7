/**
 * A query as Rails reads it: `tags[topics][any][]=x` is an object of objects with a list inside.
 *
 * @module
 */
import { isObject } from "../common/parameters.ts";

/** The parameters of a query. What contradicts itself is left out. */
export function nestedQuery(query: URLSearchParams): Record<string, unknown> {
  let result: Record<string, unknown> = {};
  for (const [name, value] of query) {
    const keys = name.replaceAll("]", "").split("[");
    if (keys.length <= maxDepth) result = merged(result, keys, value);
  }
  return result;
}

/** Rack's own limit is 32. */
const maxDepth = 32;

function merged(
  into: Readonly<Record<string, unknown>>,
  [key = "", ...rest]: readonly string[],
  value: string,
): Record<string, unknown> {
  const present = Object.hasOwn(into, key) ? into[key] : undefined;
  const next = rest[0];
  if (next === undefined) return { ...into, [key]: value };
  if (next === "") return { ...into, [key]: [...(Array.isArray(present) ? present : []), value] };
  return { ...into, [key]: merged(isObject(present) ? present : {}, rest, value) };
}
