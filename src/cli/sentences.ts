/**
 * Events in lines of a log.
 *
 * @module
 */
import type { CacheOutcome, EdgeEvent, RequestEvent } from "../edge/observe/events.ts";
import { purgeSentence, warningOf } from "../edge/observe/warnings.ts";

/** How loud an event is. */
export type Level = "info" | "warn" | "error";

/** How loud an event is. */
export function levelOf(event: EdgeEvent): Level {
  if (event.type === "request" || event.type === "purged-elsewhere") return "info";
  if (event.type === "store") return event.what === "recovered" ? "info" : "warn";
  if (event.type === "purge") return event.refused === null ? "info" : "warn";
  return event.type === "internal-error" ? "error" : "warn";
}

/**
 * One event in one line.
 *
 * @param withAccount whether the edge looks at sessions at all
 */
export function sentenceOf(event: EdgeEvent, withAccount: boolean): string {
  if (event.type === "request") return requestLine(event, withAccount);
  const isPurge = event.type === "purge" || event.type === "purged-elsewhere";
  return isPurge ? purgeSentence(event) : warningOf(event);
}

function requestLine({ method, target, status, cache, session }: RequestEvent, withAccount: boolean): string {
  const parts = [method.padEnd(4), target.padEnd(24), String(status), cacheWords(cache).padEnd(22)];
  if (withAccount) parts.push(session === null ? "signed out" : "signed in");
  return parts.join("  ").trimEnd();
}

function cacheWords({ hit, fwd, stored, collapsed, ttl, detail }: CacheOutcome): string {
  if (hit) return ttl === undefined ? "hit" : hitWords(Math.ceil(ttl));
  const word = fwd === "bypass" || fwd === "method" ? "pass" : "miss";
  if (collapsed) return `${word}, shared with others`;
  if (stored) return `${word}, stored`;
  return `${word}, not stored${detail === undefined ? "" : ` (${detail})`}`;
}

function hitWords(ttl: number): string {
  return ttl < 0 ? `hit, stale for ${-ttl} s` : `hit, fresh for ${ttl} s`;
}
