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
import { decisionOf, reasonOf } from "./observe/decision.ts";
import type { CacheOutcome, EdgeEvent } from "./observe/events.ts";
import { masked, maskedTarget } from "./observe/mask.ts";
import type { Metrics } from "./observe/metrics.ts";
import type { Observer } from "./observe/observer.ts";
import type { FailedTry } from "./origin/failover.ts";
import { OriginError } from "./origin/transport.ts";
import type { PurgeOrder } from "./purging.ts";

/** What there is to tell of a request. */
export interface Reporter {
  /** Milliseconds that only go forward; it stands still where nobody wants to know how long things take. */
  readonly clock: () => number;
  /** @param bytes the length of the body; null when it is not known yet */
  answered(visit: Visit, status: number, cache: CacheOutcome, bytes: number | null): void;
  /** @param stored whether the page was stored all the same */
  guard(visit: Visit, stored: boolean): void;
  invalidSession(visit: Visit, value: string): void;
  /** The origin failed, or the edge did. */
  failed(visit: Visit, error: unknown): void;
  /** A backend failed, and another was asked in its place. */
  failedOver(visit: Visit, tried: FailedTry): void;
  /** This edge has obeyed a purge that it was asked for. */
  purged(): void;
  /** A purge was asked for over HTTP: what became of it, or why it was refused. */
  purge(visit: Visit, orders: readonly PurgeOrder[], outcome: PurgeOutcome | { refused: string }): void;
  /** What a shared store says. */
  readonly watching: NonNullable<CacheOptions["watching"]>;
  /** The origin broke off a response that is not stored. */
  brokenOff(visit: Visit): void;
  /** Tells when storing ended badly. Resolves when it ended, and never rejects. */
  settling(visit: Visit, settled: Promise<Settled>): Promise<void>;
}

/** What a reporter is made with. */
export interface ReporterParts {
  readonly observer: Observer;
  readonly metrics: Metrics | null;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
}

/** A reporter that counts, and tells whoever listens. */
export function createReporter({ observer, metrics, now, clock }: ReporterParts): Reporter {
  function answered(visit: Visit, status: number, cache: CacheOutcome, bytes: number | null): void {
    if (metrics === null && !observer.heardOfTrouble) return;
    const { method, client, session, account } = visit.arrival;
    if (account?.refused) {
      const reason = account.refused;
      metrics?.sessionRefused(reason);
      tell(() => ({ type: "session-refused", ...seen(visit), reason }));
    }
    if (metrics) count(metrics, visit, status, cache);
    if (!observer.heard) return;
    const decision = decisionOf(cache);
    observer.tell({
      type: "request",
      ...seen(visit),
      method,
      host: client.host,
      status,
      cache,
      decision,
      reason: reasonOf(decision, cache),
      duration: rounded(visit.startedAt === null ? 0 : clock() - visit.startedAt),
      originTime: visit.originTime === null ? null : rounded(visit.originTime),
      bytes,
      session: session && masked(session.value),
    });
  }

  function count(counting: Metrics, visit: Visit, status: number, cache: CacheOutcome): void {
    const decision = decisionOf(cache);
    counting.answered(decision, reasonOf(decision, cache), visit.arrival.method, status);
    const { startedAt, originTime, stands } = visit;
    if (startedAt === null) return;
    const own = clock() - startedAt - (originTime ?? 0);
    counting.ownTime(decision, own / 1000, stands);
  }

  /** Makes an event only for who hears it. */
  function tell(make: () => EdgeEvent): void {
    if (observer.heardOfTrouble) observer.tell(make());
  }

  /** What every event says of its request. */
  function seen({ arrival }: Visit): { time: number; requestId: string; target: string } {
    return { time: now(), requestId: arrival.requestId, target: maskedTarget(arrival.target) };
  }

  function originError(visit: Visit, code: string, reason: string): void {
    metrics?.originFailed(code);
    tell(() => ({ type: "origin-error", ...seen(visit), code, reason }));
  }

  function failed(visit: Visit, error: unknown): void {
    if (error instanceof OriginError) {
      originError(visit, error.code, error.message);
    } else if (error instanceof ServerErrorAnswer) {
      originError(visit, "server-error", error.message);
    } else if (error instanceof BrokenOff) {
      originError(visit, "broken-off", error.message);
    } else {
      metrics?.failedInside();
      // The name alone: a message may hold what was sent.
      const reason = error instanceof Error ? error.name : typeof error;
      tell(() => ({ type: "internal-error", ...seen(visit), reason }));
    }
  }

  return {
    clock,
    answered,
    failed,
    purged() {
      metrics?.purged("done");
      // It was asked for here, and it is done.
      metrics?.purgeLag(0);
    },
    failedOver(visit, { backend, reason, status }) {
      const told = `The backend ${backend} ${status === null ? "was not reached" : `answered ${status}`}; the next was asked.`;
      originError(visit, reason, told);
    },
    purge(visit, orders, outcome) {
      const refused = typeof outcome === "string" ? null : maskedTarget(outcome.refused);
      if (refused !== null) metrics?.purged("refused");
      const soft = orders.some((order) => order.soft === true);
      const what = orders.map(nameOf);
      const queued = outcome === "queued";
      tell(() => ({ type: "purge", ...seen(visit), what, soft, refused, queued }));
    },
    watching: {
      tell: (news) => tell(() => ({ type: "store", time: now(), ...news })),
      purgedElsewhere(scope, soft, lag) {
        if (lag !== null) metrics?.purgeLag(lag / 1000);
        tell(() => ({ type: "purged-elsewhere", time: now(), what: nameOfScope(scope), soft, lag }));
      },
    },
    guard(visit, stored) {
      metrics?.guarded(stored);
      tell(() => ({ type: "guard", ...seen(visit), stored }));
    },
    invalidSession(visit, value) {
      metrics?.sessionInvalid();
      tell(() => ({ type: "session-invalid", ...seen(visit), value: masked(value) }));
    },
    brokenOff: (visit) => originError(visit, "broken-off", "The origin broke the response off."),
    async settling(visit, settled) {
      try {
        if ((await settled) !== "incomplete") return;
        originError(visit, "broken-off", "The origin broke the response off; it was not stored.");
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

/** Milliseconds, to the microsecond. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
