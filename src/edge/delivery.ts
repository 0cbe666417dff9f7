/**
 * What the client is told besides what the app says: in the profile `www` as Fastly tells it.
 *
 * @module
 */
import type { Visit } from "./answers.ts";
import type { Arrival } from "./arrival.ts";
import { outcomeFields, ownFields, statusField, visibleFields } from "./deliver.ts";
import { type FieldLine, type Fields, fieldValue, withoutFields } from "./fields/fields.ts";
import type { StoredResponse } from "./http-cache/store.ts";
import type { CacheOutcome } from "./observe/events.ts";
import type { ResolvedOptions } from "./options.ts";
import type { Site } from "./site.ts";
import type { Answer } from "./stored-answer.ts";
import { abCookies } from "./www/ab-cookies.ts";
import { deliveredFields, withServerTiming } from "./www/deliver-rules.ts";
import { type DebugReport, debugFields } from "./www/fastly-debug.ts";
import {
  type FastlyState,
  fastlyFields,
  type UpstreamReport,
  upstreamReport,
  withoutReport,
} from "./www/fastly-fields.ts";

/** Where an answer comes from. */
export interface Source {
  /** Seconds; null leaves Age as the backend says it. */
  readonly age: number | null;
  /** The fields as they came from the backend; none for an answer of the edge's own. */
  readonly received: Fields;
  /** What is stored of it; null for nothing. */
  readonly stored: Pick<StoredResponse, "storedAt" | "reuse"> | null;
  /** For an answer of the edge's own; else it follows from the outcome. */
  readonly state?: FastlyState;
}

/** How an edge delivers. */
export interface Delivery {
  /** What any client may see of a response that is to be stored. */
  stored(fields: Fields): Fields;
  /** The fields of an answer that is this client's alone, as they came. */
  own(arrival: Arrival, received: Fields): Fields;
  /** The fields that each answer computes for itself. */
  computed(visit: Visit, outcome: CacheOutcome, source: Source): Fields;
  /** The answer with Fastly's debug fields, for who asks for them and may. */
  debugged(arrival: Arrival, answer: Answer): Promise<Answer>;
}

/** Delivery with the account rules, or with none. */
export function plainDelivery(withAccount: boolean): Delivery {
  return {
    stored: (fields) => visibleFields(withAccount, fields),
    own: ownFields,
    computed: ({ arrival }, outcome, { age }) => outcomeFields(arrival.key, outcome, age),
    debugged: (_arrival, answer) => Promise.resolve(answer),
  };
}

/** What was told before this edge, and is gone on with for each answer. */
interface ToldBefore {
  readonly report: UpstreamReport;
  readonly serverTiming: Fields;
}

const toldAnew: ReadonlySet<string> = new Set(["server-timing"]);

/** Delivery by the rules of www.gov.uk (VCL: deliver). */
export function wwwDelivery({ config }: Site, { now }: Pick<ResolvedOptions, "now">): Delivery {
  const { delivery, servedBy } = config;
  const delivered = (fields: Fields) =>
    deliveredFields(withoutFields(withoutReport(fields), toldAnew), delivery);
  const toldBefore = toldBeforeOf();
  const hits = new WeakMap<object, number>();
  const debugReports = new WeakMap<Arrival, DebugReport>();

  function hitsOf(stored: object | null, state: FastlyState): number {
    if (stored === null || !isHit(state)) return 0;
    const count = (hits.get(stored) ?? 0) + 1;
    hits.set(stored, count);
    return count;
  }

  function computed({ arrival }: Visit, outcome: CacheOutcome, source: Source): Fields {
    const { age, received, stored, state = stateOf(outcome) } = source;
    const { admitted, key } = arrival;
    const time = now();
    const start = admitted?.arrivedAt ?? time;
    const before = toldBefore(received);
    const report = { servedBy, state, hits: hitsOf(stored, state), start, elapsed: time - start, age };
    if (admitted?.wantsDebug) {
      const left = stored && outcome.ttl !== undefined && leftOf(stored, outcome.ttl, age ?? 0);
      debugReports.set(arrival, {
        ...{ servedBy, state, key, deliveredAt: time, stored: left || null },
        fetchedAt: isHit(state) ? (stored?.storedAt ?? null) : source.received.length === 0 ? null : time,
      });
    }
    const cookies = abCookies(admitted?.abChoices ?? null, arrival.target, time);
    return [
      statusField(key, outcome),
      ...fastlyFields(before.report, report),
      ...withServerTiming(before.serverTiming, state),
      ...cookies.map((value): FieldLine => ["Set-Cookie", value]),
    ];
  }

  return {
    stored: (fields) => visibleFields(true, delivered(fields)),
    own: (arrival, received) => delivered(ownFields(arrival, received)),
    computed,
    async debugged(arrival, answer) {
      const report = debugReports.get(arrival);
      return report ? { ...answer, fields: [...answer.fields, ...(await debugFields(report))] } : answer;
    },
  };
}

/** Of what is stored it is read once, and not at each hit. */
function toldBeforeOf(): (received: Fields) => ToldBefore {
  const known = new WeakMap<Fields, ToldBefore>();
  return (received) => {
    const before = known.get(received);
    if (before) return before;
    const timing = fieldValue(received, "server-timing");
    const told = {
      report: upstreamReport(received),
      serverTiming: timing === null ? [] : [["Server-Timing", timing] as const],
    };
    known.set(received, told);
    return told;
  };
}

function leftOf({ reuse }: Pick<StoredResponse, "reuse">, ttl: number, age: number): DebugReport["stored"] {
  return { ttl, staleIfError: reuse.staleIfError, age };
}

/** What Fastly calls an outcome: what was stored is a hit, however stale. */
function stateOf({ hit, fwd, ttl, detail }: CacheOutcome): FastlyState {
  if (hit) return ttl !== undefined && ttl <= 0 ? "HIT-STALE" : "HIT";
  if (detail === "stale-if-error") return "HIT-STALE";
  return fwd === "bypass" || fwd === "method" ? "PASS" : "MISS";
}

function isHit(state: FastlyState): boolean {
  return state.startsWith("HIT");
}
