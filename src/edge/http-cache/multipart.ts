/**
 * The media type multipart/byteranges (RFC 9110 §14.6, RFC 2046 §5.1).
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import { joined } from "./bytes.ts";
import { contentRange } from "./content-range.ts";
import type { ByteRange } from "./ranges.ts";

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
