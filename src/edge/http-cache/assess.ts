/**
 * The states of a stored response, for one request and at one moment: fresh, stale, revalidating,
 * passing or missing (RFC 9111 §4). docs/cache.md draws them.
 *
 * @module
 */
import { type Directives, parseCacheControl, seconds } from "../fields/cache-control.ts";
import { answerFromParts } from "./incomplete.ts";
import type { CachePolicy } from "./policy.ts";
import type { ConditionalRequest } from "./preconditions.ts";
import type { Found, Match, ReuseRules, StoredIncomplete, StoredResponse } from "./store.ts";
import type { VaryList } from "./vary.ts";

/**
 * A stored response that answers a request as it is, by its age or because the client puts up with it.
 * Age and time to live are in seconds; the latter is below 0 for what is stale all the same.
 */
export interface Fresh {
  readonly kind: "fresh";
  readonly response: StoredResponse;
  readonly age: number;
  readonly ttl: number;
}

/**
 * A stored response that must be validated. While `revalidating` it is served at once, and validated in
 * the background (RFC 5861 §3).
 */
export interface Stale {
  readonly kind: "stale" | "revalidating";
  /** `stale` by its age; `request` when it is fresh, but the client wants it validated (RFC 9211 §2.2). */
  readonly reason: "stale" | "request";
  readonly response: StoredResponse;
  readonly age: number;
  readonly ttl: number;
  /** Whether it may be served when the origin fails or answers with an error (RFC 5861 §4). */
  readonly ifError: boolean;
  /** Whether it may be served when the origin gives no answer at all (RFC 9111 §4.2.4). */
  readonly ifDisconnected: boolean;
  /** Other stored responses that the same request selects: a validation may concern them too. */
  readonly others: readonly StoredResponse[];
  readonly lastVary: VaryList | null;
}

/** There is nothing to answer with, for one of the reasons of RFC 9211 §2.2. */
export interface Missing {
  readonly kind: "missing";
  readonly reason: "uri-miss" | "vary-miss" | "stale" | "partial";
  /** What is stored, when the request needs bytes of it that are not. */
  readonly incomplete: StoredIncomplete | null;
  readonly lastVary: VaryList | null;
}

/** The variant is known not to be storable. */
export interface Passing {
  readonly kind: "passing";
  readonly reason: string;
}

/** The client wants a stored response or none (only-if-cached), and there is none for it. */
export interface Unsatisfied {
  readonly kind: "unsatisfied";
}

/** What the cache knows of a request before it goes to the origin. */
export type Lookup = Fresh | Stale | Missing | Passing | Unsatisfied;

/** RFC 9111 §4.2.3: the corrected initial age and the time since, in seconds. */
export function currentAge(response: Pick<StoredResponse, "initialAge" | "storedAt">, now: number): number {
  return response.initialAge + Math.max(0, now - response.storedAt) / 1000;
}

const noDirectives: Directives = new Map();

/** Assesses what a store found. `now` is in milliseconds since 1970. */
export function assess(match: Match, request: ConditionalRequest, policy: CachePolicy, now: number): Lookup {
  const asks = asksOf(request, policy);
  const found = assessRecord(match, request, asks, now);
  return asks.has("only-if-cached") ? withoutAsking(found) : found;
}

/** RFC 9111 §5.2.1.7: nothing is asked of the origin, not even in the background. */
function withoutAsking(found: Lookup): Fresh | Unsatisfied {
  if (found.kind !== "fresh" && found.kind !== "revalidating") return { kind: "unsatisfied" };
  const { response, age, ttl } = found;
  return { kind: "fresh", response, age, ttl };
}

/** Whether a response that is just coming is what another request asks for, too. */
export function isFreshFor(
  request: ConditionalRequest,
  response: Pick<StoredResponse, "initialAge" | "storedAt" | "lifetime" | "reuse">,
  policy: CachePolicy,
  now: number,
): boolean {
  const age = currentAge(response, now);
  return isReusable(response.reuse, asksOf(request, policy), age, response.lifetime - age);
}

function asksOf(request: ConditionalRequest, policy: CachePolicy): Directives {
  return policy.requestDirectives ? requestDirectives(request) : noDirectives;
}

function assessRecord(match: Match, request: ConditionalRequest, asks: Directives, now: number): Lookup {
  const { found, lastVary } = match;
  const [newest] = found;
  if (!newest) {
    return {
      kind: "missing",
      reason: lastVary === null ? "uri-miss" : "vary-miss",
      incomplete: null,
      lastVary,
    };
  }
  // What is stale, or could not be stored, says nothing of what is fresh under another Vary list.
  let best: Lookup | null = null;
  let substitute: Fresh | null = null;
  for (const each of found) {
    if (each.record.kind === "pass") continue;
    const assessed = assessResponse(match, each, each.record, request, asks, now);
    if (assessed.kind === "fresh" && !each.record.isSubstitute) return assessed;
    if (assessed.kind === "fresh") substitute ??= assessed;
    best ??= assessed;
  }
  if (substitute) return substitute;
  const { record, staleSince } = newest;
  if (record.kind === "pass" && record.until > now && staleSince === null) {
    return { kind: "passing", reason: record.reason };
  }
  return best ?? { kind: "missing", reason: "stale", incomplete: null, lastVary };
}

function assessResponse(
  match: Match,
  { staleSince }: Found,
  record: StoredResponse,
  request: ConditionalRequest,
  asks: Directives,
  now: number,
): Lookup {
  const age = currentAge(record, now);
  const ttl = timeToLive(record, staleSince, age, now);
  const hit: Fresh = { kind: "fresh", response: record, age, ttl };
  const isUsable = isReusable(record.reuse, asks, age, ttl);
  if (isIncomplete(record)) return assessIncomplete(match, record, request, isUsable ? hit : null);
  return isUsable ? hit : staleFound(match, record, asks, hit);
}

/** Parts are not validated: asking for a range costs the origin no more. */
function assessIncomplete(
  { lastVary }: Match,
  incomplete: StoredIncomplete,
  request: ConditionalRequest,
  hit: Fresh | null,
): Fresh | Missing {
  if (hit === null) return { kind: "missing", reason: "stale", incomplete, lastVary };
  return answerFromParts(request, incomplete)
    ? hit
    : { kind: "missing", reason: "partial", incomplete, lastVary };
}

/** Whether a response may be used as it is: fresh enough, or no staler than the client puts up with. */
function isReusable(reuse: ReuseRules, asks: Directives, age: number, ttl: number): boolean {
  if (reuse.validateAlways) return false;
  return ttl > 0 ? wantsAsIs(asks, age, ttl) : reuse.mayBeStale && allowsStale(asks, -ttl);
}

function isIncomplete(response: StoredResponse): response is StoredIncomplete {
  return response.incomplete !== null;
}

function staleFound(
  { found, lastVary }: Match,
  response: StoredResponse,
  asks: Directives,
  { age, ttl }: Pick<Fresh, "age" | "ttl">,
): Stale {
  const { validateAlways, staleWhileRevalidate, staleIfError, staleIfDisconnected } = response.reuse;
  const staleFor = Math.max(0, -ttl);
  const isFresh = ttl > 0;
  const within = (window: number) => !validateAlways && (isFresh || staleFor < window);
  const isRevalidating = !isFresh && staleFor < staleWhileRevalidate && !insistsOnValidation(asks);
  return {
    kind: isRevalidating ? "revalidating" : "stale",
    reason: isFresh && !validateAlways ? "request" : "stale",
    response,
    age,
    ttl,
    ifError: within(staleIfError),
    ifDisconnected: within(staleIfDisconnected),
    others: found.flatMap(({ record }) =>
      record.kind === "response" && record !== response ? [record] : [],
    ),
    lastVary,
  };
}

/** Seconds of freshness left. A soft purge ends it, and is when staleness begins to count. */
function timeToLive(
  { lifetime, initialAge, storedAt }: StoredResponse,
  staleSince: number | null,
  age: number,
  now: number,
): number {
  if (staleSince === null) return lifetime - age;
  const ageThen = initialAge + Math.max(0, Math.min(staleSince, now) - storedAt) / 1000;
  return Math.min(0, Math.min(lifetime, ageThen) - age);
}

/** RFC 9111 §5.2.1: whether a fresh response of this age is what the client asks for. */
function wantsAsIs(asks: Directives, age: number, ttl: number): boolean {
  if (asks.size === 0) return true;
  const maxAge = seconds(asks, "max-age");
  const minFresh = seconds(asks, "min-fresh");
  if (asks.has("no-cache") || (minFresh !== undefined && ttl < minFresh)) return false;
  return maxAge === undefined || age <= maxAge;
}

/** RFC 9111 §5.2.1.2: max-stale without a number takes a response of any staleness. */
function allowsStale(asks: Directives, staleFor: number): boolean {
  const argument = asks.get("max-stale");
  if (argument === undefined || insistsOnValidation(asks)) return false;
  return argument.includes(null) || staleFor <= (seconds(asks, "max-stale") ?? 0);
}

function insistsOnValidation(asks: Directives): boolean {
  return asks.has("no-cache") || asks.has("max-age") || asks.has("min-fresh");
}

function requestDirectives(request: ConditionalRequest): Directives {
  const cacheControl = request.get("cache-control");
  if (cacheControl !== null) return parseCacheControl(cacheControl);
  // RFC 9111 §5.4: Pragma counts only where there is no Cache-Control.
  return request.get("pragma")?.toLowerCase().includes("no-cache")
    ? parseCacheControl("no-cache")
    : noDirectives;
}
