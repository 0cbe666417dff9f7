/**
 * Normalising the request fields of content negotiation for the secondary key: values that mean the
 * same become the same text (RFC 9111 §4.1 allows this, and no more).
 *
 * What is merged: whitespace, letter case of names, empty members, repeated members, the spellings of
 * one weight, and the order of members with different weights. What is not:
 *
 * - Weights are kept as numbers, not as ranks. A server may multiply them with preferences of its own
 *   (RFC 9110 §12.4.2), so "gzip;q=0.9, br" and "gzip;q=0.1, br" can select different responses.
 * - A name that stands twice with two weights: some servers take the first, some the last.
 * - Parameters of media types: their order, and the case and the quotes of their values.
 * - Whatever is not exactly the syntax of the field. It stays as it is, and is a variant of its own.
 *
 * @module
 */
import { listMembers } from "../fields/list.ts";
import { remembered } from "../fields/remembered.ts";

interface Negotiation {
  /** One member: its name, its parameters, its weight. */
  readonly member: RegExp;
  /** Whether members of equal weight may change places. */
  readonly sortsEquals: boolean;
}

/** A value in its normal form. */
type Normalise = (value: string) => string;

const token = "[!#$%&'*+\\-.^_`|~0-9a-z]+";
const quotedString = '"(?:[^"\\\\]|\\\\.)*"';
const semicolon = "[ \\t]*;[ \\t]*";
const parameter = `(?!q=)${token}=(?:${token}|${quotedString})`;
const weight = `${semicolon}q=(0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?)`;
const parameterParts = new RegExp(`${semicolon}(${token})=(${token}|${quotedString})`, "gi");

function negotiation(name: string, parameters: string, sortsEquals: boolean): Normalise {
  const member = new RegExp(`^(${name})(${parameters})(?:${weight})?$`, "i");
  // Browsers send few values, and every look-up asks for them.
  return remembered((value) => {
    const trimmed = value.replace(/^[ \t]+/, "").replace(/(?<![ \t])[ \t]+$/, "");
    return rewritten(trimmed, { member, sortsEquals }) ?? trimmed;
  });
}

/**
 * Order has no meaning in any of these fields, and §4.1 names reordering. But when an Accept has
 * equals, many servers give what stands first, and then a page and its data would change places:
 * there, equals keep their order. Of two languages or codings that somebody wants equally, either will do.
 */
const negotiations: ReadonlyMap<string, Normalise> = new Map([
  ["accept", negotiation(`${token}/${token}`, `(?:${semicolon}${parameter})*`, false)],
  ["accept-encoding", negotiation(token, "", true)],
  ["accept-language", negotiation("\\*|[a-z]{1,8}(?:-[a-z0-9]{1,8})*", "", true)],
]);

/** Characters; no browser sends as much, and what is longer is not worth the work. */
const longestValue = 4096;

/**
 * The value of a selecting field as it stands in the secondary key. Null, for absent, stays null, and
 * empty stays empty; fields that are not known here stay as they are.
 *
 * @param name in lower case
 * @example
 * normaliseSelecting("accept-language", "de;q=0.5 , EN"); // "en,de;q=0.5"
 */
export function normaliseSelecting(name: string, value: string | null): string | null {
  if (value === null) return null;
  const normalise = negotiations.get(name);
  return normalise ? normalise(value) : value;
}

/** Undefined when the value is not of the field's syntax. */
function rewritten(value: string, { member, sortsEquals }: Negotiation): string | undefined {
  if (value.length > longestValue || !/^[\t -~]+$/.test(value)) return undefined;
  const weights = new Map<string, number>();
  for (const text of listMembers(value)) {
    const parts = member.exec(text);
    if (!parts) return undefined;
    const [, name = "", parameters = "", q = "1"] = parts;
    const range = name.toLowerCase() + withoutWhitespace(parameters);
    if ((weights.get(range) ?? Number(q)) !== Number(q)) return undefined;
    weights.set(range, Number(q));
  }
  if (weights.size === 0) return undefined;
  // Sorting is stable: what compares as equal keeps its order.
  return [...weights]
    .sort(([a, qOfA], [b, qOfB]) => qOfB - qOfA || (sortsEquals ? compare(a, b) : 0))
    .map(([range, q]) => (q === 1 ? range : `${range};q=${q}`))
    .join(",");
}

function withoutWhitespace(parameters: string): string {
  return parameters.replace(
    parameterParts,
    (_all, name: string, value: string) => `;${name.toLowerCase()}=${value}`,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
