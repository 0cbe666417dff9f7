/**
 * Cache-Status (RFC 9211) and X-Cache: what became of a request, for the client.
 *
 * @module
 */
import type { CacheOutcome } from "./events.ts";

const cacheName = "govuk-edge";

/** What Cache-Status says of an outcome, the key aside. */
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

/**
 * The parameter that names the primary key (RFC 9211 §2.7). The secondary one may hold a session.
 *
 * @param key a URL, in which nothing but a backslash needs to be escaped
 */
export function keyParameter(key: string): string {
  return `key="${key.includes("\\") ? key.replaceAll("\\", "\\\\") : key}"`;
}

/** The value of X-Cache, as Fastly has it: a pass is a MISS. */
export function xCache(outcome: CacheOutcome): "HIT" | "MISS" {
  return outcome.hit ? "HIT" : "MISS";
}
