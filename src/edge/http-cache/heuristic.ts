/**
 * Heuristic freshness (RFC 9111 §4.2.2): what has not changed for long will stay the same for a while.
 *
 * @module
 */
import type { Directives } from "../fields/cache-control.ts";
import { parseDate } from "../fields/date.ts";
import { type Fields, fieldValue } from "../fields/fields.ts";

/** How far a lifetime may be guessed. */
export interface HeuristicLimits {
  /** The part of the time since the last change; 0.1 is what the RFC calls typical. */
  readonly fraction: number;
  /** Seconds. */
  readonly maximum: number;
}

const tenPercentOfADayAtMost: HeuristicLimits = { fraction: 0.1, maximum: 86_400 };

/** RFC 9110 §15.1. Whether a cache understands the status is another question. */
const heuristicallyCacheable: ReadonlySet<number> = new Set([
  200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501,
]);

/** Whether a response may be reused although it says nothing of its freshness. */
export function isHeuristicallyCacheable(status: number, directives: Directives): boolean {
  return heuristicallyCacheable.has(status) || directives.has("public");
}

/**
 * The lifetime in seconds that Last-Modified suggests; undefined when it suggests none, or none may be
 * guessed. Only for a response without explicit freshness: that goes first, however short it is. A
 * query in the URL makes no difference since RFC 9111.
 *
 * @param responseTime milliseconds since 1970
 */
export function heuristicLifetime(
  response: { readonly status: number; readonly fields: Fields },
  directives: Directives,
  responseTime: number,
  { fraction, maximum }: HeuristicLimits = tenPercentOfADayAtMost,
): number | undefined {
  if (!isHeuristicallyCacheable(response.status, directives)) return undefined;
  const lastModified = parseDate(fieldValue(response.fields, "last-modified"), responseTime);
  if (lastModified === undefined) return undefined;
  // A Date in the future would make the page older than it is.
  const date = Math.min(parseDate(fieldValue(response.fields, "date")) ?? responseTime, responseTime);
  const unchangedFor = (date - lastModified) / 1000;
  return unchangedFor < 0 ? undefined : Math.min(Math.floor(unchangedFor * fraction), maximum);
}
