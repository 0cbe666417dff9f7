/** What conditional and range requests may make of a stored response: RFC 9110 §13, §14; RFC 9111 §4.3.2. */
import { date, dated } from "./freshness.ts";
import { type Lines, members, value } from "./history.ts";
import { opaque, type Version } from "./versions.ts";

/** RFC 9110 §13.2.2, steps 3 and 4: whether 304 is a right answer. */
export function mayBeNotModified(version: Version, request: Lines): boolean {
  // §13.2.1: preconditions are for what would be a success.
  const { status } = version.base.said;
  if (status < 200 || status > 299) return false;
  const tag = value(version.fields, "etag");
  if (value(request, "if-none-match") !== null) {
    const named = members(request, "if-none-match");
    return named.includes("*") || (tag !== null && named.some((one) => opaque(one) === opaque(tag)));
  }
  const since = date(value(request, "if-modified-since"));
  if (since === null) return false;
  // RFC 9111 §4.3.2: without Last-Modified, Date or the time of receipt stands for it.
  return (date(value(version.fields, "last-modified")) ?? dated(version)) <= since;
}

/** One range of bytes, both ends included. */
export type Range = readonly [first: number, last: number];

/**
 * The ranges that may be sent of a body; none: 416 is right; null: only the whole is (RFC 9110 §14.2, §13.1.5).
 */
export function ranges(version: Version, method: string, request: Lines, length: number): Range[] | null {
  const { status } = version.base.said;
  if (method !== "GET" || (status !== 200 && status !== 206)) return null;
  if (!ifRange(version, value(request, "if-range"))) return null;
  const text = /^bytes=(.+)$/.exec(value(request, "range") ?? "")?.[1];
  const parts = text?.split(",").map((part) => /^\s*(\d*)-(\d*)\s*$/.exec(part)) ?? [null];
  const found: Range[] = [];
  for (const match of parts) {
    const [, first = "", last = ""] = match ?? [];
    if (first + last === "" || (first !== "" && last !== "" && Number(first) > Number(last))) return null;
    const range = within(first, last, length);
    if (range !== null) found.push(range);
  }
  return found;
}

/** RFC 9110 §14.1.2 */
function within(first: string, last: string, length: number): Range | null {
  if (first === "")
    return Number(last) === 0 || length === 0 ? null : [Math.max(0, length - Number(last)), length - 1];
  if (Number(first) >= length) return null;
  return [Number(first), last === "" ? length - 1 : Math.min(Number(last), length - 1)];
}

/** RFC 9110 §13.1.5: strong comparison, or the exact date where it is a strong validator (§8.8.2.2). */
function ifRange(version: Version, condition: string | null): boolean {
  if (condition === null) return true;
  if (condition.startsWith('"')) return condition === value(version.fields, "etag");
  const modified = value(version.fields, "last-modified");
  return condition === modified && dated(version) - (date(modified) ?? Number.POSITIVE_INFINITY) >= 1;
}
