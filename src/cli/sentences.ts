/**
 * Events in words: what happened, and what to do about it.
 *
 * @module
 */
import type { CacheOutcome, EdgeEvent, RequestEvent } from "../edge/observe/events.ts";

/** How loud an event is. */
export type Level = "info" | "warn" | "error";

/** How loud an event is. */
export function levelOf(event: EdgeEvent): Level {
  if (event.type === "request") return "info";
  return event.type === "internal-error" ? "error" : "warn";
}

/**
 * One event in one line.
 *
 * @param withAccount whether the edge looks at sessions at all
 */
export function sentenceOf(event: EdgeEvent, withAccount: boolean): string {
  switch (event.type) {
    case "request":
      return requestLine(event, withAccount);
    case "guard":
      return guardSentence(event.target, event.stored);
    case "session-refused":
      return `A session cookie was not accepted (${refusals[event.reason] ?? event.reason}), so this person is signed out. Delete the cookie and sign in again.`;
    case "session-invalid":
      return `${event.target} answered with a GOVUK-Account-Session that is not valid (${event.value}), so no cookie was set. Send 1 to 8192 visible ASCII characters, without quotes, semicolons and backslashes.`;
    case "origin-error":
      return `${event.target} got no whole answer from the origin: ${event.reason} ${advice[event.code] ?? ""}`.trimEnd();
    case "internal-error":
      return `The edge itself failed (${event.reason}) on request ${event.requestId}. This is a fault of govuk-edge: please report it.`;
  }
}

const refusals: Readonly<Record<string, string>> = {
  empty: "it is empty",
  "too-long": "it is longer than 8192 characters",
  "bad-character": "it holds a character that a session cannot",
  twins: "there were two with different values",
  "bad-encoding": "its percent-encoding is broken",
};

const advice: Readonly<Record<string, string>> = {
  unreachable: "Start your app, or name another address with --origin.",
  timeout: "Look for what your app waits for, or allow more with --timeout.",
  protocol: "Check that --origin is the address of a web server.",
  "broken-off": "Look in your app's log for why.",
};

function guardSentence(target: string, stored: boolean): string {
  const happened = stored
    ? "It was stored all the same, so the next person sees it"
    : "It was not stored, so each request goes to your app";
  return `${target} was made for somebody's session but does not say so. ${happened}. Send "Vary: GOVUK-Account-Session" with it, or "Cache-Control: no-store".`;
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
