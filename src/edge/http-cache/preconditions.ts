/**
 * Conditional requests that a cache answers from a stored response (RFC 9110 §13, RFC 9111 §4.3.2).
 *
 * @module
 */
import { parseDate } from "../fields/date.ts";
import { type Fields, fieldValue, hasField, withoutFields } from "../fields/fields.ts";
import { equalWeakly, parseEntityTag, parseEntityTags } from "./entity-tag.ts";
import { hasStrongTag, strongLastModified } from "./strong-validator.ts";

/** What preconditions need to know of a request. */
export interface ConditionalRequest {
  readonly method: string;
  /** The value of a field, its lines joined by a comma; null when it is absent. */
  get(name: string): string | null;
}

/** The stored response that a request selects. */
export interface SelectedResponse {
  readonly status: number;
  readonly fields: Fields;
}

/** What to do with a fresh stored response: send it, or a 304 in its place. */
export type Decision = "proceed" | "not-modified";

/**
 * Evaluates the preconditions of a GET or HEAD in the order of RFC 9110 §13.2.2. If-Match and
 * If-Unmodified-Since protect a state that only the origin knows; for a read, a cache may ignore them
 * (§13.1.1), and so no client gets past the cache by sending one.
 */
export function evaluatePreconditions(request: ConditionalRequest, stored: SelectedResponse): Decision {
  // Without a success there is nothing for a condition to be about (RFC 9110 §13.2.1).
  if (stored.status < 200 || stored.status > 299) return "proceed";
  const ifNoneMatch = request.get("if-none-match");
  const isKnown =
    ifNoneMatch === null
      ? isUnmodifiedSince(request.get("if-modified-since"), stored.fields)
      : isListed(ifNoneMatch, stored.fields);
  return isKnown ? "not-modified" : "proceed";
}

/**
 * The value of Range where it applies to a stored response: to GET, to a complete 200, and when
 * If-Range holds (RFC 9110 §13.1.5, §14.2). Null where the answer is the whole response. It comes
 * after {@link evaluatePreconditions}: a 304 goes before a range.
 */
export function applicableRange(request: ConditionalRequest, stored: SelectedResponse): string | null {
  if (request.method !== "GET" || stored.status !== 200) return null;
  const range = request.get("range");
  if (range === null) return null;
  const ifRange = request.get("if-range");
  return ifRange === null || ifRangeHolds(ifRange, stored.fields) ? range : null;
}

/** Representation metadata that a 304 does without, since the client has it (RFC 9110 §15.4.5). */
const leftOutOf304: ReadonlySet<string> = new Set([
  "content-digest",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-range",
  "content-type",
  "repr-digest",
  // Not metadata: but a validation is no time to set a cookie.
  "set-cookie",
]);

/** The fields of a 304 that stands for a stored response; Age is not among them. */
export function notModifiedFields(fields: Fields): Fields {
  const left = withoutFields(fields, leftOutOf304);
  // Last-Modified tells a recipient something new only where there is no ETag.
  return hasField(fields, "etag") ? withoutFields(left, new Set(["last-modified"])) : left;
}

function isListed(ifNoneMatch: string, fields: Fields): boolean {
  const listed = parseEntityTags(ifNoneMatch);
  if (listed === "*") return true;
  const stored = parseEntityTag(fieldValue(fields, "etag"));
  return stored !== undefined && listed.some((tag) => equalWeakly(tag, stored));
}

function isUnmodifiedSince(ifModifiedSince: string | null, fields: Fields): boolean {
  // Most hits are not conditional, and reading a date costs as much as finding them.
  if (ifModifiedSince === null) return false;
  const since = parseDate(ifModifiedSince, parseDate(fieldValue(fields, "date")));
  if (since === undefined) return false;
  // Without Last-Modified, what was not generated later than then cannot have changed since.
  const modified = parseDate(fieldValue(fields, "last-modified") ?? fieldValue(fields, "date"));
  return modified !== undefined && modified <= since;
}

/** A tag, or else a date, which is compared to the letter. */
function ifRangeHolds(ifRange: string, fields: Fields): boolean {
  const wanted = parseEntityTag(ifRange);
  return wanted === undefined ? ifRange === strongLastModified(fields) : hasStrongTag(fields, wanted);
}
