/**
 * The times of soft purges of one thing. A response is stale since the first of them that came after it was
 * asked for, so a later one must not hide an earlier one.
 *
 * @module
 */

/** What was asked for before `before` is stale since `since` at the latest. */
interface SoftTime {
  readonly before: number;
  readonly since: number;
}

/** Ascending. Milliseconds since 1970. */
export type SoftTimes = readonly SoftTime[];

/** No soft purge. */
export const neverSoft: SoftTimes = [];

/**
 * How many are told apart. Of more the oldest become one, and what was asked for between them counts as
 * stale a little earlier than it is: never later.
 */
const mostTimes = 8;

/** With one more. */
export function withSoftTime(times: SoftTimes, time: number): SoftTimes {
  return bothSoftTimes(times, [{ before: time, since: time }]);
}

/** Those of either. */
export function bothSoftTimes(one: SoftTimes, other: SoftTimes): SoftTimes {
  if (one.length === 0 || other.length === 0) return one.length === 0 ? other : one;
  const all = [...one, ...other].sort((a, b) => a.before - b.before);
  const [oldest] = all;
  if (!oldest || all.length <= mostTimes) return all;
  const kept = all.slice(1 - mostTimes);
  const { before = oldest.before } = all.at(-mostTimes) ?? {};
  return [{ before, since: oldest.since }, ...kept];
}

/** Since when a response is stale; Infinity when no soft purge came after it was asked for. */
export function staleSinceOf(times: SoftTimes, askedAt: number): number {
  for (const { before, since } of times) if (before > askedAt) return since;
  return Infinity;
}
