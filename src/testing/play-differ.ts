/**
 * The small tools of comparing header values: finding them, dividing lists, saying how two differ.
 *
 * @module
 */
import type { HeaderValue } from "./outcome-schema.ts";

/** Headers as they stood on the wire, one pair a line. */
export type HeaderPairs = readonly (readonly [string, string])[];

/** How something that came is not what had to come; texts for people. */
export interface Difference {
  /** Such as `status`, or `app's session`. */
  readonly what: string;
  readonly expected: string;
  readonly got: string;
}

/** A difference in one line. */
export function lineOf({ what, expected, got }: Difference): string {
  return `${what}: expected ${expected}, got ${got}`;
}

/**
 * Says how an expected value and the one that came differ; an empty list when they do not.
 *
 * @param normal what makes two texts of the same meaning equal; by default blanks at the ends are dropped
 */
export function differ(
  what: string,
  expected: HeaderValue | undefined,
  got: string | null,
  normal: (value: string) => string = (value) => value.trim(),
): Difference[] {
  const answers = typeof expected === "object" && expected !== null ? expected.anyOf : [expected ?? null];
  const isSame = (answer: string | null) =>
    answer === null || got === null ? answer === got : normal(answer) === normal(got);
  return answers.some(isSame) ? [] : [{ what, expected: answers.map(show).join(" or "), got: show(got) }];
}

/** All lines of a header, joined; null when there is none. */
export function fieldValue(headers: HeaderPairs, wanted: string, separator = ", "): string | null {
  const isWanted = (name: string) => name.toLowerCase() === wanted.toLowerCase();
  return asText(
    headers.filter(([name]) => isWanted(name)).map(([, value]) => value),
    separator,
  );
}

/** Joins values; null when there are none. */
export function asText(values: readonly string[], separator: string): string | null {
  return values.length === 0 ? null : values.join(separator);
}

/** A header's name as an app behind Rack reads it: without letter case, with `_` read as `-`. */
export function asRackReads(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}

/** A list without the blanks around its members, which have no meaning (RFC 9110 section 5.6.1). */
export function asList(value: string): string {
  return splitOutsideQuotes(value, ",").join(",");
}

/** The members of a list, without the blanks around them; what stands in double quotes is not divided. */
export function splitOutsideQuotes(list: string, separator: "," | ";"): string[] {
  const member = separator === "," ? /(?:"(?:\\.|[^"\\])*"|[^,])+/g : /(?:"(?:\\.|[^"\\])*"|[^;])+/g;
  return [...list.matchAll(member)].map(([text]) => text.trim()).filter((text) => text !== "");
}

/** A value as it stands in a message. Values of plays are made up, so they may be shown. */
export function show(value: string | null): string {
  if (value === null) return "(absent)";
  if (value === "") return "(empty)";
  return value.length > 120 ? `${value.slice(0, 60)}… (${value.length} characters)` : value;
}
