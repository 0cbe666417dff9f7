/**
 * Answers to a range request from a complete stored response: 206 and 416 (RFC 9110 §15.3.7, §15.5.17).
 *
 * @module
 */
import { type Fields, withField, withoutFields } from "../fields/fields.ts";
import { contentRange } from "./content-range.ts";
import { multipartBody } from "./multipart.ts";
import type { ByteRange } from "./ranges.ts";

/** An answer to a range request. Its fields lack what each answer computes (Age, Cache-Status). */
export interface RangeResponse {
  readonly status: 206 | 416;
  readonly fields: Fields;
  readonly body: Uint8Array<ArrayBuffer>;
}

/**
 * The 206 for the ranges of `parseRange`. One range is never sent as multipart (§15.3.7.2).
 *
 * @param boundary made anew for each answer, so that no body can be written to contain it
 * @example
 * const asked = parseRange(applicableRange(request, stored), body.byteLength);
 * if (asked.kind === "satisfiable") return partialContent(fields, body, asked.ranges, crypto.randomUUID());
 */
export function partialContent(
  fields: Fields,
  body: Uint8Array<ArrayBuffer>,
  ranges: readonly ByteRange[],
  boundary: string,
): RangeResponse {
  const [first, second] = ranges;
  return first && !second ? singleRange(fields, body, first) : multipleRanges(fields, body, ranges, boundary);
}

/** What is true of the whole content only; a digest of the representation stays true (RFC 9530 §3). */
export const ofWholeContent: ReadonlySet<string> = new Set([
  "content-digest",
  "content-length",
  "content-md5",
  "content-range",
]);

/** A 206 with one range, as a view of the body: nothing is copied. */
export function singleRange(fields: Fields, body: Uint8Array<ArrayBuffer>, range: ByteRange): RangeResponse {
  return rangeOf(fields, body.subarray(range.first, range.last + 1), range, body.byteLength);
}

/** A 206 with the bytes of one range of a body of `length` bytes. */
export function rangeOf(
  fields: Fields,
  part: Uint8Array<ArrayBuffer>,
  range: ByteRange,
  length: number,
): RangeResponse {
  const ranged = withField(
    withoutFields(fields, ofWholeContent),
    "Content-Range",
    contentRange(range, length),
  );
  return { status: 206, fields: withLength(ranged, part.byteLength), body: part };
}

/** What tells how to read the bytes of a part: it moves from the response into each part. */
const ofEachPart: ReadonlySet<string> = new Set(["content-encoding", "content-type"]);

/** A 206 with several ranges, each in a part of its own. */
export function multipleRanges(
  fields: Fields,
  body: Uint8Array<ArrayBuffer>,
  ranges: readonly ByteRange[],
  boundary: string,
): RangeResponse {
  const parts = multipartBody(
    body,
    ranges,
    fields.filter(([name]) => ofEachPart.has(name.toLowerCase())),
    boundary,
  );
  const typed = withField(
    withoutFields(withoutFields(fields, ofWholeContent), ofEachPart),
    "Content-Type",
    `multipart/byteranges; boundary=${boundary}`,
  );
  return { status: 206, fields: withLength(typed, parts.byteLength), body: parts };
}

/** What speaks of the representation, or sets state, and has no place in a refusal. */
const ofRepresentation: ReadonlySet<string> = new Set([
  ...ofWholeContent,
  ...ofEachPart,
  "content-disposition",
  "content-language",
  "content-location",
  "etag",
  "expires",
  "last-modified",
  "repr-digest",
  "set-cookie",
]);

/**
 * The 416 for a body of `length` bytes. It must not be stored: with the freshness of the page, a cache
 * on the way could give it to those who ask for the page itself.
 */
export function unsatisfiable(fields: Fields, length: number): RangeResponse {
  const others = withoutFields(fields, ofRepresentation).filter(
    // Targeted fields too: CDN-Cache-Control and its kin (RFC 9213).
    ([name]) => !/(?:cache|surrogate)-control$/i.test(name),
  );
  const refused: Fields = [...others, ["Cache-Control", "no-store"], ["Content-Range", `bytes */${length}`]];
  return { status: 416, fields: withLength(refused, 0), body: new Uint8Array(0) };
}

function withLength(fields: Fields, length: number): Fields {
  return withField(fields, "Content-Length", String(length));
}
