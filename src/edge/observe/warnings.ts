/**
 * What went wrong, in words: what happened, and what to do about it.
 *
 * @module
 */
import type { EdgeEvent, PurgedElsewhereEvent, PurgeEvent, RequestEvent, StoreEvent } from "./events.ts";

/** An event that somebody should look at. */
export type Warning = Exclude<EdgeEvent, RequestEvent | AnyPurge>;

/** A purge, asked for here or elsewhere. */
type AnyPurge = PurgeEvent | PurgedElsewhereEvent;

/** A warning in one line. */
export function warningOf(event: Warning): string {
  switch (event.type) {
    case "guard":
      return guardSentence(event.target, event.stored);
    case "session-refused":
      return `A session cookie was not accepted (${refusals[event.reason] ?? event.reason}), so this person is signed out. Delete the cookie and sign in again.`;
    case "session-invalid":
      return `${event.target} answered with a GOVUK-Account-Session that is not valid (${event.value}), so no cookie was set. Send 1 to 8192 visible ASCII characters, without quotes, semicolons and backslashes.`;
    case "origin-error":
      return `${event.target} got no whole answer from the origin: ${event.reason} ${advice[event.code] ?? ""}`.trimEnd();
    case "store":
      return `${storeSentences[event.what]} (${event.detail}).`;
    case "internal-error":
      return `The edge itself failed (${event.reason}) on request ${event.requestId}. This is a fault of govuk-edge: please report it.`;
  }
}

const mostNamed = 5;

const storeSentences: Readonly<Record<StoreEvent["what"], string>> = {
  degraded: "The shared store fails, so memory goes on without it until it has recovered",
  recovered: "The shared store has recovered",
  failed: "The shared store failed once; the page was served without it",
  "purge-queued":
    "A purge was done here, but other edges could not be told yet; they will be as soon as they can",
};

/** What was purged, or why it was not, in one line. */
export function purgeSentence(event: AnyPurge): string {
  if (event.type === "purged-elsewhere") return elsewhereSentence(event);
  const { what, soft, refused, queued } = event;
  const named = what.slice(0, mostNamed).join(", ");
  const more = what.length > mostNamed ? ` and ${what.length - mostNamed} more` : "";
  const later = queued ? " The other edges are still to be told." : "";
  if (refused === null) return `Purged${soft ? " softly" : ""}: ${named}${more}.${later}`;
  return `A purge${named === "" ? "" : ` of ${named}${more}`} was refused. ${refused}`;
}

function elsewhereSentence({ what, soft, lag }: PurgedElsewhereEvent): string {
  if (lag === null) return "Which purges other edges were asked for is not known, so memory was emptied.";
  return `Purged${soft ? " softly" : ""} as another edge was asked to: ${what}, ${Math.round(lag)} ms later.`;
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
