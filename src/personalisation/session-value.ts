/**
 * The value of the account session as apps and the CDN see it: an opaque session, and after `$$` the
 * messages (the "flash") that the next page shows once.
 *
 * @module
 */

const sessionSeparator = "$$";
const messageSeparator = ",";

/** A session value taken apart. The session is the empty string in `$$message`: a message for nobody. */
export interface DecodedSession {
  readonly session: string;
  readonly messages: readonly string[];
}

/**
 * Takes a session value apart. Messages are not validated: they are looked up, never shown.
 *
 * @returns null when there is nothing in it
 * @example
 * decodeSession("abc$$saved,sent"); // { session: "abc", messages: ["saved", "sent"] }
 */
export function decodeSession(encoded: string | null | undefined): DecodedSession | null {
  if (!encoded || isBlank(encoded)) return null;
  const [session, messages] = split(encoded, sessionSeparator);
  if (session === undefined) return null;
  return { session, messages: messages === undefined ? [] : split(messages, messageSeparator) };
}

/**
 * Puts a session value together.
 *
 * @returns the session alone when there are no messages; null when there is neither
 * @example
 * encodeSession("abc", ["saved"]); // "abc$$saved"
 */
export function encodeSession(session: string, messages?: Iterable<string> | null): string;
export function encodeSession(session: string | null, messages?: Iterable<string> | null): string | null;
export function encodeSession(session: string | null, messages?: Iterable<string> | null): string | null {
  const list = [...(messages ?? [])];
  if (list.length === 0) return session;
  return `${session ?? ""}${sessionSeparator}${list.join(messageSeparator)}`;
}

/** Whether a message may be added: one or more of `a-z A-Z 0-9 . _ -`. */
export function isValidMessage(message: string | null | undefined): message is string {
  return typeof message === "string" && /^[a-zA-Z0-9._-]+$/.test(message);
}

/** Nothing in it but white space. */
export function isBlank(text: string): boolean {
  return text.trim() === "";
}

/** Ruby's String#split: parts that are empty at the end vanish, those before them stay. */
function split(text: string, separator: string): string[] {
  const parts = text.split(separator);
  return parts.slice(0, parts.findLastIndex((part) => part !== "") + 1);
}
