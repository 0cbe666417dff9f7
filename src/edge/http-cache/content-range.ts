/**
 * The Content-Range field in bytes (RFC 9110 §14.4), the one place that reads and writes it.
 *
 * @module
 */
import type { ByteRange } from "./ranges.ts";

/** Where a part lies, and how long the whole is. */
export interface ContentRange extends ByteRange {
  /** Bytes of the complete representation. */
  readonly length: number;
}

/** The value of Content-Range for a range of a body of `length` bytes. */
export function contentRange({ first, last }: ByteRange, length: number): string {
  return `bytes ${first}-${last}/${length}`;
}

/**
 * Reads the value of Content-Range. Null where it does not say which bytes of how many these are: no
 * or several values, another unit, a length nobody knows (`*`), the form of a 416, positions that
 * cannot be, and numbers too large to be counted with.
 *
 * @example
 * parseContentRange("bytes 0-4/10"); // { first: 0, last: 4, length: 10 }
 */
export function parseContentRange(value: string | null): ContentRange | null {
  const match = /^bytes ([0-9]+)-([0-9]+)\/([0-9]+)$/i.exec((value ?? "").trim());
  if (match === null) return null;
  const [first, last, length] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return first <= last && last < length && Number.isSafeInteger(length) ? { first, last, length } : null;
}
