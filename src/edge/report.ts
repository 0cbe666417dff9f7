/**
 * Tells what happened to a request, as events without secrets.
 *
 * @module
 */
import { masked } from "./account/session.ts";
import type { Visit } from "./answers.ts";
import type { Settled } from "./http-cache/leader.ts";
import type { CacheOutcome } from "./observe/events.ts";
import type { Observer } from "./observe/observer.ts";
import type { OriginError } from "./origin/transport.ts";

/** What there is to tell of a request. */
export interface Reporter {
  answered(visit: Visit, status: number, cache: CacheOutcome): void;
  /** @param stored whether the page was stored all the same */
  guard(visit: Visit, stored: boolean): void;
  invalidSession(visit: Visit, value: string): void;
  originFailed(visit: Visit, error: OriginError): void;
  internal(visit: Visit, error: unknown): void;
  /** Tells when storing ended badly. Resolves when it ended, and never rejects. */
  settling(visit: Visit, settled: Promise<Settled>): Promise<void>;
}

/** @param now milliseconds since 1970 */
export function createReporter(observer: Observer, now: () => number): Reporter {
  const { tell } = observer;

  function answered({ arrival, requestId }: Visit, status: number, cache: CacheOutcome): void {
    if (!observer.heard) return;
    const time = now();
    const { method, target, client, session, account } = arrival;
    if (account?.refused) tell({ type: "session-refused", time, requestId, reason: account.refused });
    const shown = session && masked(session.value);
    tell({
      type: "request",
      time,
      requestId,
      method,
      host: client.host,
      target,
      status,
      cache,
      session: shown,
    });
  }

  function internal({ requestId }: Visit, error: unknown): void {
    // The name alone: a message may hold what was sent.
    const reason = error instanceof Error ? error.name : typeof error;
    tell({ type: "internal-error", time: now(), requestId, reason });
  }

  return {
    answered,
    internal,
    guard({ arrival, requestId }, stored) {
      tell({ type: "guard", time: now(), requestId, target: arrival.target, stored });
    },
    invalidSession({ arrival, requestId }, value) {
      const { target } = arrival;
      tell({ type: "session-invalid", time: now(), requestId, target, value: masked(value) });
    },
    originFailed({ arrival, requestId }, { code, message }) {
      const { target } = arrival;
      tell({ type: "origin-error", time: now(), requestId, target, code, reason: message });
    },
    async settling(visit, settled) {
      try {
        if ((await settled) !== "incomplete") return;
        const { arrival, requestId } = visit;
        const reason = "The origin broke the response off; it was not stored.";
        tell({
          type: "origin-error",
          time: now(),
          requestId,
          target: arrival.target,
          code: "broken-off",
          reason,
        });
      } catch (error) {
        internal(visit, error);
      }
    },
  };
}
