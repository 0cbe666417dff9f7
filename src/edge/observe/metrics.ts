/**
 * What an edge counts. Counting allocates nothing and asks nobody, so it may stand in the way of a hit.
 *
 * @module
 */
import { type Decision, decisions } from "./decision.ts";
import { exposition, type Format } from "./exposition.ts";
import { counts, histogram, histograms, type Words } from "./instruments.ts";
import { metricList, type Readings } from "./metric-list.ts";

/** What an edge counts, from its start on; handed on to the next edge where settings are read anew. */
export interface Metrics {
  /** A request was answered. @param reason as in events */
  answered(decision: Decision, reason: string | null, method: string, status: number): void;
  /** @param bytes of a body that was given to the client's connection */
  sent(bytes: number): void;
  /** Whether the time of this plain hit is to be measured: a clock costs more than all the counting. */
  timesThisHit(): boolean;
  /**
   * The time to the head of an answer, without that of the origin.
   *
   * @param weight how many requests it stands for
   */
  ownTime(decision: Decision, seconds: number, weight: number): void;
  /** A backend's answer began. @param backend its name in the settings */
  originAnswered(backend: string, seconds: number): void;
  originFailed(code: string): void;
  purged(outcome: "done" | "refused"): void;
  /**
   * This edge has obeyed a purge.
   *
   * @param seconds since it was asked for, wherever that was
   */
  purgeLag(seconds: number): void;
  sessionRefused(reason: string): void;
  sessionInvalid(): void;
  guarded(stored: boolean): void;
  failedInside(): void;
  /** From now on these are read from a rim, which alone knows them. */
  watch(rim: RimGauges): void;
  /** All of it as text. */
  exposition(format: Format, readings: Omit<Readings, keyof RimGauges>): string;
}

/** What only the server on the socket knows. */
export interface RimGauges {
  readonly connections: () => number;
  readonly requests: () => number;
}

/** One plain hit of so many is timed, and counts for all of them. */
export const hitsForOneTime = 32;

const methods: Words = ["GET", "HEAD", "POST", "other"];
const statusClasses: Words = ["2xx", "3xx", "4xx", "5xx", "other"];
const staleReasons: Words = ["revalidating", "stale-if-error", "asked", "other"];
/** Why a response is not stored, in the words of `detail` in Cache-Status. */
const storingReasons: Words = [
  "method",
  "request-no-store",
  "authorization",
  "status",
  "vary-star",
  "must-understand",
  "no-store",
  "private",
  "no-cache",
  "max-age-0",
  "set-cookie",
  "cookie",
  "not-fresh",
  "session-change",
  "guard",
  "too-large",
  "no-length",
  "partial",
  "other",
];
const originCodes: Words = [
  "unreachable",
  "timeout",
  "protocol",
  "aborted",
  "exhausted",
  "tooLarge",
  "server-error",
  "broken-off",
  "status",
  "sick",
  "left-alone",
  "other",
];
const refusals: Words = ["empty", "too-long", "bad-character", "twins", "bad-encoding", "other"];

/** Seconds. */
const ownBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1];
const originBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];
const lagBounds = [0.01, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** All instruments of an edge, by what they are about. */
export type Instruments = ReturnType<typeof instruments>;

function instruments() {
  return {
    requests: counts({ decision: decisions, method: methods, status: statusClasses }),
    stale: counts({ reason: staleReasons }),
    passes: counts({ reason: storingReasons }),
    notStored: counts({ reason: storingReasons }),
    own: histograms(ownBounds),
    origin: histograms(originBounds),
    originErrors: counts({ code: originCodes }),
    purges: counts({ outcome: ["done", "refused"] }),
    lag: histogram(lagBounds),
    refused: counts({ reason: refusals }),
    invalid: counts({}),
    guarded: counts({ stored: ["yes", "no"] }),
    internal: counts({}),
  };
}

/**
 * Metrics that start at nothing.
 *
 * @example
 * const metrics = createMetrics();
 * const edge = createEdge({ origin, transport, metrics });
 */
export function createMetrics(): Metrics {
  const all = instruments();
  const plainHit = all.requests.placeOf("hit", "GET", "2xx");
  // In a typed array, because a number of its own would be made anew at each addition.
  const bytes = new Float64Array(1);
  let hits = 0;
  let rim: RimGauges | null = null;
  return {
    answered(decision, reason, method, status) {
      if (decision === "hit" && method === "GET" && status === 200) {
        all.requests.countAt(plainHit);
        return;
      }
      all.requests.count(decision, method, classOf(status));
      if (reason === null) return;
      if (decision === "stale") all.stale.count(reason);
      else if (decision === "pass") all.passes.count(reason);
      else if (decision === "miss") all.notStored.count(reason);
    },
    sent(length) {
      bytes[0] = (bytes[0] ?? 0) + length;
    },
    timesThisHit() {
      hits = (hits + 1) % hitsForOneTime;
      return hits === 0;
    },
    ownTime: (decision, seconds, weight) => all.own.of(decision).observe(seconds, weight),
    originAnswered: (backend, seconds) => all.origin.of(backend).observe(seconds),
    originFailed: (code) => all.originErrors.count(code),
    purged: (outcome) => all.purges.count(outcome),
    purgeLag: (seconds) => all.lag.observe(Math.max(0, seconds)),
    sessionRefused: (reason) => all.refused.count(reason),
    sessionInvalid: () => all.invalid.count(),
    guarded: (stored) => all.guarded.count(stored ? "yes" : "no"),
    failedInside: () => all.internal.count(),
    watch(gauges) {
      rim = gauges;
    },
    exposition(format, readings) {
      const gauges = rim && { connections: rim.connections(), requests: rim.requests() };
      return exposition(metricList(all, { ...readings, ...gauges, bytes: bytes[0] ?? 0 }), format);
    },
  };
}

function classOf(status: number): string {
  if (status < 300) return "2xx";
  if (status < 400) return "3xx";
  return status < 500 ? "4xx" : "5xx";
}
