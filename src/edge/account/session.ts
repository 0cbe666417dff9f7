/**
 * The account session as it travels: an opaque value, and after the first `$$` a flash.
 *
 * @module
 */

/** A session that was accepted. */
export interface Session {
  /** The whole value, flash included: what GOVUK-Account-Session carries. */
  readonly value: string;
  /** What follows the first `$$`, null when nothing does: what GOVUK-Account-Session-Flash carries. */
  readonly flash: string | null;
}

/** The longest value accepted, in characters. */
const maximumLength = 8192;

// Visible ASCII without the characters that end or quote a cookie value (RFC 6265 §4.1.1); the comma
// is let through because a flash holds several messages divided by commas.
const grammar = /^[\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]+$/;

/** Why a value was not accepted. */
export type Refusal = "empty" | "too-long" | "bad-character";

/**
 * Checks a value against the grammar of a session; the same on the way in and on the way out.
 *
 * @returns null when it is accepted, else why not
 */
export function refusalOf(value: string): Refusal | null {
  if (value === "") return "empty";
  if (value.length > maximumLength) return "too-long";
  return grammar.test(value) ? null : "bad-character";
}

/** The session in a value that {@link refusalOf} accepted. */
export function sessionOf(value: string): Session {
  const separator = value.indexOf("$$");
  const flash = separator < 0 ? "" : value.slice(separator + 2);
  return { value, flash: flash === "" ? null : flash };
}
