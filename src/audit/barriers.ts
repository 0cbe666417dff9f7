/**
 * The fields any one of which can keep a page out of shared caches by itself.
 *
 * @module
 */

/** Each to be imagined away, by its name in lower case. */
export const barriers: readonly ReadonlySet<string>[] = [
  new Set(["cache-control"]),
  new Set(["set-cookie"]),
  new Set(["expires"]),
  new Set(["surrogate-control"]),
];
