/**
 * Tells what happened to a request, as events without secrets.
 *
 * @module
 */
import type { Visit } from "./answers.ts";
import type { CacheOptions } from "./http-cache/cache.ts";
import { BrokenOff, ServerErrorAnswer } from "./http-cache/origin-answer.ts";
import type { PurgeOutcome, PurgeScope } from "./http-cache/purge.ts";
import type { Settled } from "./http-cache/recorder.ts";
import type { CacheOutcome } from "./observe/events.ts";
import { masked, maskedTarget } from "./observe/mask.ts";
import type { Observer } from "./observe/observer.ts";
import type { FailedTry } from "./origin/failover.ts";
import { OriginError } from "./origin/transport.ts";
import type { PurgeOrder } from "./purging.ts";

/** What there is to tell of a request. */
export interface Reporter {
  answered(visit: Visit, status: number, cache: CacheOutcome): void;
  /** @param stored whether the page was stored all the same */
  guard(visit: Visit, stored: boolean): void;
  invalidSession(visit: Visit, value: string): void;
  /** The origin failed, or the edge did. */
  failed(visit: Visit, error: unknown): void;
  /** A backend failed, and another was asked in its place. */
  failedOver(visit: Visit, tried: FailedTry): void;
  /** A purge was asked for: what became of it, or why it was refused. */
  purge(visit: Visit, orders: readonly PurgeOrder[], outcome: PurgeOutcome | { refused: string }): void;
  /** What a shared store says. */
  readonly watching: NonNullable<CacheOptions["watching"]>;
  /** The origin broke off a response that is not stored. */
  brokenOff(visit: Visit): void;
  /** Tells when storing ended badly. Resolves when it ended, and never rejects. */
  settling(visit: Visit, settled: Promise<Settled>): Promise<void>;
}

/** @param now milliseconds since 1970 */
export function createReporter(observer: Observer, now: () => number): Reporter {
  const { tell } = observer;

  function answered(visit: Visit, status: number, cache: CacheOutcome): void {
    if (!observer.heard) return;
    const { method, client, session, account } = visit.arrival;
    if (account?.refused) tell({ type: "session-refused", ...seen(visit), reason: account.refused });
    const shown = session && masked(session.value);
    tell({ type: "request", ...seen(visit), method, host: client.host, status, cache, session: shown });
  }

  /** What every event says of its request. */
  function seen({ arrival }: Visit): { time: number; requestId: string; target: string } {
    return { time: now(), requestId: arrival.requestId, target: maskedTarget(arrival.target) };
  }

  function failed(visit: Visit, error: unknown): void {
    if (error instanceof OriginError) {
      tell({ type: "origin-error", ...seen(visit), code: error.code, reason: error.message });
    } else if (error instanceof ServerErrorAnswer) {
      tell({ type: "origin-error", ...seen(visit), code: "server-error", reason: error.message });
    } else if (error instanceof BrokenOff) {
      brokenOff(visit, error.message);
    } else {
      // The name alone: a message may hold what was sent.
      const reason = error instanceof Error ? error.name : typeof error;
      tell({ type: "internal-error", ...seen(visit), reason });
    }
  }

  function brokenOff(visit: Visit, reason: string): void {
    tell({ type: "origin-error", ...seen(visit), code: "broken-off", reason });
  }

  return {
    answered,
    failed,
    failedOver(visit, { backend, reason, status }) {
      const told = `The backend ${backend} ${status === null ? "was not reached" : `answered ${status}`}; the next was asked.`;
      tell({ type: "origin-error", ...seen(visit), code: reason, reason: told });
    },
    purge(visit, orders, outcome) {
      const soft = orders.some((order) => order.soft === true);
      const what = orders.map(nameOf);
      const refused = typeof outcome === "string" ? null : maskedTarget(outcome.refused);
      tell({ type: "purge", ...seen(visit), what, soft, refused, queued: outcome === "queued" });
    },
    watching: {
      tell: (news) => tell({ type: "store", time: now(), ...news }),
      purgedElsewhere: (scope, soft, lag) =>
        tell({ type: "purged-elsewhere", time: now(), what: nameOfScope(scope), soft, lag }),
    },
    guard: (visit, stored) => tell({ type: "guard", ...seen(visit), stored }),
    invalidSession: (visit, value) => tell({ type: "session-invalid", ...seen(visit), value: masked(value) }),
    brokenOff: (visit) => brokenOff(visit, "The origin broke the response off."),
    async settling(visit, settled) {
      try {
        if ((await settled) === "incomplete")
          brokenOff(visit, "The origin broke the response off; it was not stored.");
      } catch (error) {
        failed(visit, error);
      }
    },
  };
}

function nameOfScope(scope: PurgeScope): string {
  if (scope.by === "url") return maskedTarget(scope.key);
  return scope.by === "tag" ? scope.tag : "everything";
}

function nameOf(order: PurgeOrder): string {
  if ("url" in order) return maskedTarget(order.url);
  return "surrogateKey" in order ? order.surrogateKey : "everything";
}
