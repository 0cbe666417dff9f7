/**
 * Cache-Status (RFC 9211) and X-Cache: what became of a request, for the client.
 *
 * @module
 */
import type { CacheOutcome } from "./events.ts";

const cacheName = "govuk-edge";

/** The value of Cache-Status for an outcome. */
export function cacheStatus(outcome: CacheOutcome): string {
  let value = cacheName;
  if (outcome.hit) value += "; hit";
  if (outcome.fwd) value += `; fwd=${outcome.fwd}`;
  if (outcome.fwdStatus !== undefined) value += `; fwd-status=${outcome.fwdStatus}`;
  if (outcome.stored) value += "; stored";
  if (outcome.collapsed) value += "; collapsed";
  if (outcome.ttl !== undefined) value += `; ttl=${Math.ceil(outcome.ttl)}`;
  if (outcome.detail !== undefined) value += `; detail=${outcome.detail}`;
  return value;
}

/** The value of X-Cache, as Fastly has it: a pass is a MISS. */
export function xCache(outcome: CacheOutcome): "HIT" | "MISS" {
  return outcome.hit ? "HIT" : "MISS";
}
