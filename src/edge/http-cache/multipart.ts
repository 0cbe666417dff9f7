/**
 * The media type multipart/byteranges (RFC 9110 §14.6, RFC 2046 §5.1).
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import type { ByteRange } from "./ranges.ts";

/** The value of Content-Range for a range of a body of `length` bytes (RFC 9110 §14.4). */
export function contentRange({ first, last }: ByteRange, length: number): string {
  return `bytes ${first}-${last}/${length}`;
}

/**
 * The body of a multipart/byteranges response.
 *
 * @param fields what stands in every part beside its Content-Range
 * @param boundary 1 to 70 letters, digits and hyphens, and nothing that could stand in the body
 */
export function multipartBody(
  body: Uint8Array<ArrayBuffer>,
  ranges: readonly ByteRange[],
  fields: Fields,
  boundary: string,
): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const common = fields.filter(isPlain).map(([name, value]) => `${name}: ${value}\r\n`);
  const pieces: Uint8Array[] = ranges.flatMap((range, index) => [
    encoder.encode(
      `${index === 0 ? "" : "\r\n"}--${boundary}\r\n${common.join("")}` +
        `Content-Range: ${contentRange(range, body.byteLength)}\r\n\r\n`,
    ),
    body.subarray(range.first, range.last + 1),
  ]);
  return joined([...pieces, encoder.encode(`\r\n--${boundary}--\r\n`)]);
}

/** A part's fields are text in a body: nothing but visible ASCII and blanks could not break its framing. */
function isPlain([, value]: Fields[number]): boolean {
  return /^[\t -~]*$/.test(value);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
}
