/**
 * What became of a request, in one word and a reason: for counting, and for a log.
 *
 * @module
 */
import type { CacheOutcome } from "./events.ts";

/**
 * `hit`: from the store, and fresh; `stale`: from the store, though it is stale; `collapsed`: from another's
 * request to the origin; `miss`: from the origin, through the cache; `pass`: from the origin, past the cache;
 * `own`: a rule of the edge's answered; `error`: a page for what went wrong.
 */
export const decisions = ["hit", "stale", "collapsed", "miss", "pass", "own", "error"] as const;

/** One of {@link decisions}. */
export type Decision = (typeof decisions)[number];

/** The decision that an outcome tells of. */
export function decisionOf({ hit, fwd, ttl, collapsed, by, detail }: CacheOutcome): Decision {
  if (hit) return ttl !== undefined && ttl <= 0 ? "stale" : "hit";
  if (by !== undefined) return by === "rule" ? "own" : "error";
  if (detail === "stale-if-error") return "stale";
  if (collapsed) return "collapsed";
  return fwd === "bypass" || fwd === "method" ? "pass" : "miss";
}

/** Why: for a pass, what is stale, and what was not stored; null where there is nothing to say. */
export function reasonOf(decision: Decision, { fwd, detail, refreshing }: CacheOutcome): string | null {
  if (decision === "stale") return detail ?? (refreshing ? "revalidating" : "asked");
  if (decision === "pass") return detail ?? (fwd === "method" ? "method" : null);
  return detail ?? null;
}
