/** Which directives a response is under: Cache-Control (RFC 9111 §5.2), or CDN-Cache-Control (RFC 9213). */
import { type Lines, value } from "./history.ts";

/** The arguments of each directive, in order; null for a directive without one. Names in lower case. */
export type Directives = ReadonlyMap<string, readonly (string | null)[]>;

/** Cache-Control: a list of `name` or `name=token` or `name="text"` (§5.2). */
export function cacheControl(lines: Lines): Directives {
  const found = new Map<string, (string | null)[]>();
  // A comma inside quotes divides nothing.
  for (const part of (value(lines, "cache-control") ?? "").match(/(?:"(?:\\.|[^"\\])*"|[^",]|")+/g) ?? []) {
    const [name = "", ...rest] = part.trim().split("=");
    if (name === "") continue;
    const argument = rest.length === 0 ? null : unquoted(rest.join("=").trim());
    found.set(name.trim().toLowerCase(), [...(found.get(name.trim().toLowerCase()) ?? []), argument]);
  }
  return found;
}

function unquoted(text: string): string {
  return /^"(.*)"$/.exec(text)?.[1] ?? text;
}

/**
 * The directives in force for a shared cache that is a CDN's. A CDN-Cache-Control that is valid and not
 * empty goes before Cache-Control and Expires (RFC 9213 §2.2); else it is as if it were not there.
 */
export function inForce(lines: Lines): { readonly directives: Directives; readonly targeted: boolean } {
  const targeted = dictionary(value(lines, "cdn-cache-control") ?? "");
  return targeted === null
    ? { directives: cacheControl(lines), targeted: false }
    : { directives: targeted, targeted: true };
}

/** A Structured Dictionary (RFC 9651 §3.2) as far as the play's origins write any; null: invalid or empty. */
function dictionary(text: string): Directives | null {
  const found = new Map<string, string | null>();
  for (const part of text.trim() === "" ? [] : text.split(",")) {
    const match = /^([a-z*][a-z0-9_\-.*]*)(?:=(\d+))?$/.exec(part.trim());
    if (match === null) return null;
    const [, name = "", argument] = match;
    // A known directive of the wrong type: the field does not count (RFC 9213 §2.1).
    if (withSeconds.has(name) !== (argument !== undefined)) return null;
    found.set(name, argument ?? null);
  }
  return found.size === 0 ? null : new Map([...found].map(([name, argument]) => [name, [argument]]));
}

const withSeconds = new Set(["max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"]);

/**
 * The seconds a directive gives, at the most: the first one counts, or the response is stale (§4.2.1);
 * one that cannot be read is as good as 0. Null when it is absent.
 */
export function seconds(directives: Directives, name: string): number | null {
  const first = directives.get(name)?.[0];
  if (first === undefined) return null;
  return first !== null && /^\d+$/.test(first) ? Number(first) : 0;
}
