/**
 * The Range field in bytes (RFC 9110 §14.1.2, §14.2), the one place that reads it.
 *
 * @module
 */
import { listMembers } from "../fields/list.ts";

/** Positions of the first and the last byte, both included, counted from 0. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** What a Range comes to: it is ignored, these bytes are sent, or none of it lies within the body (416). */
export type RangeResult =
  | { readonly kind: "whole" }
  | {
      readonly kind: "satisfiable";
      /** At least one; they neither overlap nor touch, and stand in the order they were asked for. */
      readonly ranges: readonly ByteRange[];
    }
  | { readonly kind: "unsatisfiable" };

/** More ranges than this, and the whole response costs everybody less. */
export const maximumRanges = 50;

const whole: RangeResult = { kind: "whole" };

/**
 * Reads the value of Range for a body of `length` bytes; null reads as no Range. Ignored are: other
 * units, a set with an invalid member, more than {@link maximumRanges} members, more than two that
 * overlap, and any Range of an empty body, none of whose bytes a Content-Range could name.
 *
 * @param length bytes
 * @example
 * parseRange("bytes=0-4,-1", 10); // { kind: "satisfiable", ranges: [{ first: 0, last: 4 }, { first: 9, last: 9 }] }
 */
export function parseRange(value: string | null, length: number): RangeResult {
  const set = /^bytes=(.*)$/is.exec((value ?? "").trim())?.[1];
  if (set === undefined || length === 0) return whole;
  const members = listMembers(set);
  if (members.length === 0 || members.length > maximumRanges) return whole;
  const ranges: ByteRange[] = [];
  for (const member of members) {
    const range = parseMember(member, length);
    if (range === "invalid") return whole;
    if (range !== "unsatisfiable") ranges.push(range);
  }
  if (ranges.length === 0) return { kind: "unsatisfiable" };
  if (overlaps(ranges) > 1) return whole;
  return { kind: "satisfiable", ranges: ranges.reduce(coalesce, []) };
}

function parseMember(member: string, length: number): ByteRange | "invalid" | "unsatisfiable" {
  const match = /^([0-9]*)-([0-9]*)$/.exec(member);
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return "invalid";
  // A suffix: the last so many bytes, or all when there are fewer.
  if (first === "") {
    const suffix = Math.min(Number(last), length);
    return suffix === 0 ? "unsatisfiable" : { first: length - suffix, last: length - 1 };
  }
  if (last !== "" && isLess(last, first)) return "invalid";
  if (Number(first) >= length) return "unsatisfiable";
  return { first: Number(first), last: last === "" ? length - 1 : Math.min(Number(last), length - 1) };
}

/** Compares numbers of any size by their digits: beyond 2^53 `Number` takes different ones for equal. */
function isLess(one: string, other: string): boolean {
  const [a, b] = [one.replace(/^0+/, ""), other.replace(/^0+/, "")];
  return a.length === b.length ? a < b : a.length < b.length;
}

/** How many ranges begin within one that begins earlier. */
function overlaps(ranges: readonly ByteRange[]): number {
  let count = 0;
  let end = -1;
  for (const { first, last } of ranges.toSorted((a, b) => a.first - b.first)) {
    if (first <= end) count += 1;
    end = Math.max(end, last);
  }
  return count;
}

/** Adds a range; those it overlaps or touches become one, in the place of the first (§15.3.7.2). */
function coalesce(kept: readonly ByteRange[], range: ByteRange): readonly ByteRange[] {
  const touches = (other: ByteRange) => other.first <= range.last + 1 && range.first <= other.last + 1;
  const touched = kept.filter(touches);
  const joined: ByteRange = {
    first: Math.min(range.first, ...touched.map(({ first }) => first)),
    last: Math.max(range.last, ...touched.map(({ last }) => last)),
  };
  if (touched.length === 0) return [...kept, joined];
  return kept.flatMap((other) => {
    if (other === touched[0]) return [joined];
    return touches(other) ? [] : [other];
  });
}
