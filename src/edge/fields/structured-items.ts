/**
 * The bare items of structured fields (RFC 9651 §3.3): what a key, a parameter or a list member can hold.
 *
 * @module
 */

/** A bare item with its type, for a field may allow one type and not another of the same text. */
export type BareItem =
  | { readonly type: "integer" | "decimal"; readonly value: number }
  | { readonly type: "string" | "token" | "display-string"; readonly value: string }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "byte-sequence"; readonly value: Uint8Array }
  /** Seconds since 1970. */
  | { readonly type: "date"; readonly value: number };

/** How far a text has been read. */
export interface Cursor {
  readonly text: string;
  at: number;
}

/** Reads what a sticky pattern matches here; null, and nothing is read, when it does not match. */
export function take(cursor: Cursor, sticky: RegExp): string | null {
  sticky.lastIndex = cursor.at;
  const found = sticky.exec(cursor.text);
  if (!found) return null;
  cursor.at = sticky.lastIndex;
  return found[0];
}

/** Reads what must stand here. @throws SyntaxError when it does not */
export function expectHere(cursor: Cursor, sticky: RegExp): string {
  const found = take(cursor, sticky);
  if (found === null) throw new SyntaxError(`unexpected character at ${cursor.at}`);
  return found;
}

// Each pattern has one way to match, so none can be made to backtrack.
const number = /-?[0-9]+(?:\.[0-9]*)?/y;
const string = /"[ !#-[\]-~]*(?:\\["\\][ !#-[\]-~]*)*"/y;
const token = /[A-Za-z*][!#$%&'*+\-.^_`|~0-9A-Za-z:/]*/y;
const byteSequence = /:[A-Za-z0-9+/=]*:/y;
const boolean = /\?[01]/y;
const atSign = /@/y;
const displayString = /%"[ !#$&-~]*(?:%[0-9a-f]{2}[ !#$&-~]*)*"/y;

/**
 * Reads a bare item (§4.2.3.1); the first character tells its type.
 *
 * @throws SyntaxError when there is none
 */
export function readBareItem(cursor: Cursor): BareItem {
  switch (cursor.text[cursor.at]) {
    case '"':
      return { type: "string", value: unescaped(expectHere(cursor, string)) };
    case ":":
      return { type: "byte-sequence", value: decoded(expectHere(cursor, byteSequence)) };
    case "?":
      return { type: "boolean", value: expectHere(cursor, boolean) === "?1" };
    case "@":
      return readDate(cursor);
    case "%":
      return { type: "display-string", value: percentDecoded(expectHere(cursor, displayString)) };
    default: {
      const text = take(cursor, token);
      return text === null ? readNumber(cursor) : { type: "token", value: text };
    }
  }
}

/** §4.2.4: an integer has up to 15 digits, a decimal up to 12 and then 1 to 3. */
function readNumber(cursor: Cursor): Extract<BareItem, { type: "integer" | "decimal" }> {
  const text = expectHere(cursor, number);
  const [whole = "", fraction] = text.replace("-", "").split(".");
  // Adding 0 makes 0 of -0.
  const value = Number(text) + 0;
  if (fraction === undefined && whole.length <= 15) return { type: "integer", value };
  if (fraction && fraction.length <= 3 && whole.length <= 12) return { type: "decimal", value };
  throw new SyntaxError("number out of range");
}

/** §4.2.9. */
function readDate(cursor: Cursor): BareItem {
  expectHere(cursor, atSign);
  const { type, value } = readNumber(cursor);
  if (type === "decimal") throw new SyntaxError("a date has whole seconds");
  return { type: "date", value };
}

function unescaped(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/g, "$1");
}

/** §4.2.7: missing padding is no error. `atob` throws a DOMException for what is no base64. */
function decoded(delimited: string): Uint8Array {
  const binary = atob(delimited.slice(1, -1).replace(/={1,2}$/, ""));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** §4.2.10: the bytes must be UTF-8; `decodeURIComponent` throws a URIError when they are not. */
function percentDecoded(quoted: string): string {
  return decodeURIComponent(quoted.slice(2, -1));
}
