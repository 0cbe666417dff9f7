/**
 * The bytes of a representation of which only parts are there.
 *
 * @module
 */
import { joined } from "./bytes.ts";
import type { ByteRange } from "./ranges.ts";

/** Bytes, and where they lie. */
export interface Part {
  /** The position of the first byte, counted from 0. */
  readonly first: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Parts of one representation, sorted, that neither overlap nor touch. */
export type Parts = readonly Part[];

/**
 * Adds a part. What it overlaps or touches becomes one with it, and where both have a byte, the new
 * one's counts. Nothing is written to what is there already: others may be reading it.
 *
 * @example
 * combined([{ first: 0, bytes: hello }], { first: 5, bytes: world }); // [{ first: 0, bytes: helloWorld }]
 */
export function combined(parts: Parts, part: Part): Parts {
  if (part.bytes.byteLength === 0) return parts;
  const before = parts.filter((other) => endOf(other) < part.first);
  const after = parts.filter((other) => other.first > endOf(part));
  const touched = parts.slice(before.length, parts.length - after.length);
  return [...before, joinedTo(part, touched.at(0), touched.at(-1)), ...after];
}

const nothing = new Uint8Array(0);

/** A part with what the first and the last that it touches have beyond it; those between lie within it. */
function joinedTo(part: Part, first: Part | undefined, last: Part | undefined): Part {
  const left = first ? first.bytes.subarray(0, Math.max(0, part.first - first.first)) : nothing;
  const right = last ? last.bytes.subarray(endOf(part) - last.first) : nothing;
  if (left.byteLength + right.byteLength === 0) return part;
  return { first: part.first - left.byteLength, bytes: joined([left, part.bytes, right]) };
}

/** The bytes of a range, as a view: nothing is copied. Null when not all of them are there. */
export function partAt(parts: Parts, { first, last }: ByteRange): Uint8Array<ArrayBuffer> | null {
  const holder = parts.find((part) => part.first <= first && last < endOf(part));
  return holder ? holder.bytes.subarray(first - holder.first, last + 1 - holder.first) : null;
}

/**
 * The smallest range that holds all bytes that are absent; null when none is. Between two gaps it may
 * hold bytes that are there: one range is answered in one piece, several need not be.
 *
 * @param length bytes of the whole
 */
export function missing(parts: Parts, length: number): ByteRange | null {
  const [start] = parts;
  const end = parts.at(-1);
  const first = start?.first === 0 ? endOf(start) : 0;
  const last = end && endOf(end) >= length ? Math.min(end.first, length) - 1 : length - 1;
  return first > last ? null : { first, last };
}

/** The position after a part's last byte. */
function endOf({ first, bytes }: Part): number {
  return first + bytes.byteLength;
}
