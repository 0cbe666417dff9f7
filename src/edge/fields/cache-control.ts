/**
 * Cache-Control (RFC 9111 §5.2), the one place that reads it.
 *
 * @module
 */
import { listMembers } from "./list.ts";

/**
 * Directives by name in lower case. An argument is its text as it stands; null when there is none.
 * Where a directive stands twice, {@link seconds} takes the smaller (RFC 9111 §4.2.1: the most
 * restrictive), so all arguments are kept.
 */
export type Directives = ReadonlyMap<string, readonly (string | null)[]>;

/** Reads the value of a Cache-Control field; null reads as no directives. */
export function parseCacheControl(value: string | null): Directives {
  const directives = new Map<string, (string | null)[]>();
  for (const member of listMembers(value)) {
    const equals = member.indexOf("=");
    const name = directiveName(member);
    const argument = equals < 0 ? null : member.slice(equals + 1).trim();
    const known = directives.get(name);
    if (known) known.push(argument);
    else directives.set(name, [argument]);
  }
  return directives;
}

/** The name of a member as it stands in a Cache-Control list, in lower case. */
export function directiveName(member: string): string {
  const equals = member.indexOf("=");
  return (equals < 0 ? member : member.slice(0, equals)).trim().toLowerCase();
}

/**
 * The seconds a directive gives; undefined when it is absent. What is not a number of seconds counts
 * as 0, which is stale (RFC 9111 §4.2.1); what is too large counts as 2^31 (§1.2.2).
 */
export function seconds(directives: Directives, name: string): number | undefined {
  const values = directives.get(name);
  if (!values) return undefined;
  return Math.min(...values.map((text) => deltaSeconds(text === null ? null : unquoted(text))));
}

/** Reads delta-seconds (RFC 9111 §1.2.2): 0 when it is none, 2^31 at the most. */
export function deltaSeconds(text: string | null): number {
  if (text === null || !/^[0-9]+$/.test(text)) return 0;
  return Math.min(Number(text), 2 ** 31);
}

/** The text of a token or of a quoted string. */
export function unquoted(text: string): string {
  return isQuoted(text) ? text.slice(1, -1).replace(/\\(.)/g, "$1") : text;
}

/** Whether a text is one quoted string, as a list must be that is one argument. */
export function isQuoted(text: string): boolean {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"');
}
