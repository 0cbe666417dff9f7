/**
 * Structured fields (RFC 9651): dictionaries, the kind that targeted Cache-Control fields are.
 *
 * @module
 */
import { type BareItem, type Cursor, expectHere, readBareItem, take } from "./structured-items.ts";

/** Parameters by key; a key that stands twice has its last value. */
export type Parameters = ReadonlyMap<string, BareItem>;

/** A bare item with its parameters. */
export interface Item {
  readonly value: BareItem;
  readonly parameters: Parameters;
}

/** A list of items within a member. */
export interface InnerList {
  readonly type: "inner-list";
  readonly items: readonly Item[];
}

/** What a key of a dictionary holds. */
export interface Member {
  readonly value: BareItem | InnerList;
  readonly parameters: Parameters;
}

/** Members by key; a key that stands twice has its last value. */
export type Dictionary = ReadonlyMap<string, Member>;

const leadingSpaces = / */y;
const optionalWhitespace = /[ \t]*/y;
const key = /[a-z*][a-z0-9_\-.*]*/y;
const equalsSign = /=/y;
const comma = /,/y;
const semicolon = /; */y;
const open = /\(/y;
const close = /\)/y;
const endOfItem = /(?=[ )])/y;

const isTrue: BareItem = { type: "boolean", value: true };

/**
 * Parses a dictionary (RFC 9651 §4.2.2). One syntax error anywhere makes the whole field invalid, as
 * §4.2 demands: half a policy may be the opposite of the whole.
 *
 * @param value the values of all lines of the field, joined by commas; null and empty give no members
 * @returns undefined when the field is invalid
 * @example
 * parseDictionary("max-age=60, private")?.get("max-age")?.value; // { type: "integer", value: 60 }
 */
export function parseDictionary(value: string | null): Dictionary | undefined {
  try {
    return readDictionary({ text: value ?? "", at: 0 });
  } catch {
    // Base64 and UTF-8 throw errors of their own besides SyntaxError; all mean the same.
    return undefined;
  }
}

function readDictionary(cursor: Cursor): Dictionary {
  const members = new Map<string, Member>();
  take(cursor, leadingSpaces);
  if (isAtEnd(cursor)) return members;
  for (;;) {
    members.set(expectHere(cursor, key), readMember(cursor));
    take(cursor, optionalWhitespace);
    if (isAtEnd(cursor)) return members;
    expectHere(cursor, comma);
    // After a comma there is a key, so a trailing comma is an error.
    take(cursor, optionalWhitespace);
  }
}

function isAtEnd({ text, at }: Cursor): boolean {
  return at === text.length;
}

function readMember(cursor: Cursor): Member {
  if (take(cursor, equalsSign) === null) return { value: isTrue, parameters: readParameters(cursor) };
  return take(cursor, open) === null ? readItem(cursor) : readInnerList(cursor);
}

function readItem(cursor: Cursor): Item {
  const value = readBareItem(cursor);
  return { value, parameters: readParameters(cursor) };
}

/** §4.2.1.2; the parenthesis has been read. */
function readInnerList(cursor: Cursor): Member {
  const items: Item[] = [];
  for (;;) {
    take(cursor, leadingSpaces);
    if (take(cursor, close) !== null) {
      return { value: { type: "inner-list", items }, parameters: readParameters(cursor) };
    }
    items.push(readItem(cursor));
    expectHere(cursor, endOfItem);
  }
}

/** §4.2.3.2. */
function readParameters(cursor: Cursor): Parameters {
  const parameters = new Map<string, BareItem>();
  while (take(cursor, semicolon) !== null) {
    const name = expectHere(cursor, key);
    parameters.set(name, take(cursor, equalsSign) === null ? isTrue : readBareItem(cursor));
  }
  return parameters;
}
