/**
 * Selecting a variant (RFC 9111 §4.1): a response's Vary list, and the secondary key that a request's
 * own values make of it.
 *
 * @module
 */
import { type Fields, fieldValue } from "../fields/fields.ts";
import { listMembers } from "../fields/list.ts";
import { normaliseSelecting } from "./normalise.ts";

/** The names in a Vary field: lower case, sorted, each once. An empty list varies on nothing. */
export type VaryList = readonly string[];

/** What selecting needs to know of a request: the headers as the origin saw them. */
export interface SelectingRequest {
  get(name: string): string | null;
}

const variesOnNothing: VaryList = [];

/** RFC 9110 §5.6.2. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/**
 * The Vary list of a response; null for `*`, which no other request can match, and for what is no
 * list of field names, since nobody can tell what it varies on.
 */
export function varyListOf(fields: Fields): VaryList | null {
  const members = listMembers(fieldValue(fields, "vary"));
  if (members.length === 0) return variesOnNothing;
  if (members.includes("*") || !members.every((member) => token.test(member))) return null;
  return [...new Set(members.map((member) => member.toLowerCase()))].sort();
}

/** Two equal lists have equal names. */
export function nameOfVaryList(list: VaryList): string {
  return list.join(",");
}

/**
 * The secondary key: the names and this request's values. The key is the values themselves (of the
 * Accept fields, their normal form), not a digest of them, so two requests share it only when all their
 * values are equal. Absent and empty
 * differ, and no value can imitate another division: a field value holds no line feed (RFC 9110 §5.5).
 */
export function secondaryKey(list: VaryList, request: SelectingRequest): string {
  let key = "";
  for (const name of list) {
    const value = normaliseSelecting(name, request.get(name));
    key += value === null ? `${name}\n` : `${name}=${value}\n`;
  }
  return key;
}
