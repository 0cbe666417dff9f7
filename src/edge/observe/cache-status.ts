/**
 * Cache-Status (RFC 9211) and X-Cache: what became of a request, for the client.
 *
 * @module
 */
import type { CacheOutcome } from "./events.ts";

const cacheName = "govuk-edge";

/** The value of Cache-Status for an outcome. */
export function cacheStatus(outcome: CacheOutcome): string {
  const parameters = [cacheName];
  if (outcome.hit) parameters.push("hit");
  if (outcome.fwd) parameters.push(`fwd=${outcome.fwd}`);
  if (outcome.fwdStatus !== undefined) parameters.push(`fwd-status=${outcome.fwdStatus}`);
  if (outcome.stored) parameters.push("stored");
  if (outcome.collapsed) parameters.push("collapsed");
  if (outcome.ttl !== undefined) parameters.push(`ttl=${Math.ceil(outcome.ttl)}`);
  if (outcome.detail !== undefined) parameters.push(`detail=${outcome.detail}`);
  return parameters.join("; ");
}

/** The value of X-Cache, as Fastly has it: a pass is a MISS. */
export function xCache(outcome: CacheOutcome): "HIT" | "MISS" {
  return outcome.hit ? "HIT" : "MISS";
}
