/**
 * Whether a response may be stored, and for how long it is fresh (RFC 9111 §3).
 *
 * @module
 */
import { type Directives, parseCacheControl, seconds } from "../fields/cache-control.ts";
import { type Fields, fieldValue, hasField, withoutFields } from "../fields/fields.ts";
import { listMembers } from "../fields/list.ts";
import { correctedInitialAge, type ExchangeTimes, explicitLifetime, surrogateLifetime } from "./freshness.ts";
import { heuristicLifetime, isHeuristicallyCacheable } from "./heuristic.ts";
import type { CachePolicy } from "./policy.ts";
import { isAboutAll, withheldFields } from "./qualified.ts";
import type { ReuseRules } from "./store.ts";
import { governingDirectives } from "./targeted.ts";
import { type VaryList, varyListOf } from "./vary.ts";

/** What storing needs to know of a request. */
export interface StoringRequest {
  readonly method: string;
  /** The target URI. */
  readonly key: string;
  get(name: string): string | null;
}

/** A response before its body. */
export interface ResponseHead {
  readonly status: number;
  readonly fields: Fields;
  /** It was given in place of another: what is fresh of the origin's own goes before it. */
  readonly isSubstitute?: boolean;
}

/** The verdict on a response. */
export type Verdict =
  | {
      readonly store: true;
      readonly vary: VaryList;
      readonly lifetime: number;
      readonly initialAge: number;
      readonly reuse: ReuseRules;
      /** Fields, in lower case, that are for this request alone and are not stored. */
      readonly withheld: ReadonlySet<string>;
    }
  | {
      readonly store: false;
      readonly reason: string;
      /** The variant that passes from now on; null when nothing is remembered. */
      readonly pass: VaryList | null;
    };

/** Statuses whose caching this cache knows, for must-understand. */
const understood: ReadonlySet<number> = new Set([
  200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501,
]);
const expires: ReadonlySet<string> = new Set(["expires"]);
/** Final statuses of which there is nothing to reuse; what a 206 brings is stored as part of a 200. */
const notUnderstood: ReadonlySet<number> = new Set([205, 206, 304, 416]);

/** Judges one response. The reasons are short words, fit for the `detail` of Cache-Status. */
export function judge(
  request: StoringRequest,
  response: ResponseHead,
  policy: CachePolicy,
  times: ExchangeTimes,
): Verdict {
  const { directives, targetedBy } = governingDirectives(response.fields, policy.targetedFields);
  // What lies in the request, or in a status, is no promise about the next answer.
  const once = refusedThisTime(request, response, directives, policy);
  if (once) return { store: false, reason: once, pass: null };
  const vary = varyListOf(response.fields);
  if (vary === null) return { store: false, reason: "vary-star", pass: null };
  const withheld = withheldFields(directives, policy);
  const forbidden = forbiddenBecause(response, directives, policy, withheld);
  if (forbidden) return { store: false, reason: forbidden, pass: vary };

  const surrogate = policy.surrogateControl ? surrogateLifetime(response.fields) : undefined;
  // A targeted field puts Expires out of force too (RFC 9213 §2.2).
  const fields = targetedBy === null ? response.fields : withoutFields(response.fields, expires);
  const explicit = surrogate ?? explicitLifetime(fields, directives, times.responseTime);
  const initialAge = correctedInitialAge(response.fields, times);
  // A lifetime of ours would give all what may be the page of one: the app never said it is for all.
  const isAllOurs = explicit === undefined && !policy.defaultTtlDespiteCookie;
  if (isAllOurs && request.get("cookie") !== null && !vary.includes("cookie")) {
    return { store: false, reason: "cookie", pass: null };
  }
  const lifetime = explicit ?? impliedLifetime(response, directives, policy, times.responseTime, initialAge);
  const reuse = reuseRules(directives, policy);
  const isFresh = lifetime - initialAge > 0 && !reuse.validateAlways;
  if (!isFresh && !worthKeeping(response, directives, reuse, explicit, policy)) {
    // An error says nothing of the next answer.
    return { store: false, reason: "not-fresh", pass: response.status >= 400 ? null : vary };
  }
  return { store: true, vary, lifetime, initialAge, reuse, withheld };
}

/** Whether a response that is not fresh may still be of use: to validate it, or to serve it stale. */
function worthKeeping(
  response: ResponseHead,
  directives: Directives,
  reuse: ReuseRules,
  explicit: number | undefined,
  policy: CachePolicy,
): boolean {
  if (!policy.keepStale) return false;
  // RFC 9111 §3: it says something of its freshness, or its status may be stored without a word.
  const mayStore =
    explicit !== undefined ||
    directives.has("public") ||
    isHeuristicallyCacheable(response.status, directives);
  const canValidate = hasField(response.fields, "etag") || hasField(response.fields, "last-modified");
  return mayStore && (canValidate || reuse.staleWhileRevalidate > 0 || reuse.staleIfError > 0);
}

function reuseRules(directives: Directives, policy: CachePolicy): ReuseRules {
  // RFC 9111 §4.2.4 and §5.2.2.10: these forbid a shared cache to serve the response stale.
  const forbidding = ["must-revalidate", "proxy-revalidate", "s-maxage"];
  const mayBeStale =
    !forbidding.some((name) => directives.has(name)) && !isAboutAll(directives, "no-cache", policy);
  const within = (name: string) => (mayBeStale ? seconds(directives, name) : 0);
  const ifError = within("stale-if-error");
  return {
    validateAlways: isAboutAll(directives, "no-cache", policy),
    staleWhileRevalidate: within("stale-while-revalidate") ?? 0,
    staleIfError: ifError ?? policy.staleIfError,
    // Who says how long, also says it for this.
    staleIfDisconnected: ifError ?? policy.staleIfDisconnected,
    mayBeStale,
  };
}

function refusedThisTime(
  request: StoringRequest,
  response: ResponseHead,
  directives: Directives,
  policy: CachePolicy,
): string | null {
  // The answer to a HEAD has no body to store.
  const isReusable = policy.reusePosts && isReusablePost(request, response, directives);
  if (request.method !== "GET" && !isReusable) return "method";
  const asks = parseCacheControl(request.get("cache-control"));
  if (policy.requestDirectives && asks.has("no-store")) return "request-no-store";
  if (request.get("authorization") !== null && !sharedWithAuthorization(directives)) return "authorization";
  return statusAllowed(response.status, policy) ? null : "status";
}

function forbiddenBecause(
  response: ResponseHead,
  directives: Directives,
  policy: CachePolicy,
  withheld: ReadonlySet<string>,
): string | null {
  const understands = directives.has("must-understand") && policy.keepStale;
  if (understands && !understood.has(response.status)) return "must-understand";
  const forbidding = policy.keepStale ? ["no-store", "private"] : ["no-store", "private", "no-cache"];
  // RFC 9111 §5.2.2.3: who understands the status may ignore the no-store that stands beside it.
  for (const name of forbidding) {
    if (isAboutAll(directives, name, policy) && !(understands && name === "no-store")) return name;
  }
  const forCdn = policy.surrogateControl ? forbiddenToCdn(response.fields) : undefined;
  if (forCdn !== undefined) return forCdn;
  if (policy.passOnMaxAgeZero && seconds(directives, "max-age") === 0) return "max-age-0";
  return hasField(response.fields, "set-cookie") && !withheld.has("set-cookie") ? "set-cookie" : null;
}

/** What in Surrogate-Control keeps a response out, whatever Cache-Control says to the clients. */
function forbiddenToCdn(fields: Fields): string | undefined {
  const directives = parseCacheControl(fieldValue(fields, "surrogate-control"));
  return ["no-store", "private"].find((name) => directives.has(name));
}

/** RFC 9110 §9.3.3: the answer to a POST is one to a GET, too, if it says for how long and for what URL. */
function isReusablePost(
  { method, key }: StoringRequest,
  { fields }: ResponseHead,
  directives: Directives,
): boolean {
  const location = fieldValue(fields, "content-location");
  if (method !== "POST" || location === null) return false;
  const saysHowLong = directives.has("max-age") || directives.has("s-maxage") || hasField(fields, "expires");
  return saysHowLong && URL.parse(location, key)?.href === URL.parse(key)?.href;
}

/** RFC 9111 §3.5. */
function sharedWithAuthorization(directives: Directives): boolean {
  return directives.has("public") || directives.has("s-maxage") || directives.has("must-revalidate");
}

function statusAllowed(status: number, policy: CachePolicy): boolean {
  if (policy.statuses) return policy.statuses.has(status);
  return status >= 200 && !notUnderstood.has(status);
}

/** The lifetime of a response that gives none: ours by policy, or a guess (RFC 9111 §4.2.2). */
function impliedLifetime(
  response: ResponseHead,
  directives: Directives,
  policy: CachePolicy,
  responseTime: number,
  initialAge: number,
): number {
  const cacheable = policy.statuses
    ? policy.statuses.has(response.status)
    : isHeuristicallyCacheable(response.status, directives);
  if (!cacheable) return 0;
  // The origin's Age counts against a lifetime that the origin implied, not against one that we give.
  if (policy.defaultTtl > 0) return policy.defaultTtl + initialAge;
  return policy.heuristics ? (heuristicLifetime(response, directives, responseTime) ?? 0) : 0;
}

/** Whether the value of Content-Length, if there is one, agrees with the body that came. */
export function isComplete(fields: Fields, bodyLength: number): boolean {
  const declared = fieldValue(fields, "content-length");
  if (declared === null) return true;
  // RFC 9110 §8.6: the same length several times over is that length.
  const lengths = listMembers(declared);
  const isRight = (length: string) => /^[0-9]+$/.test(length) && Number(length) === bodyLength;
  return lengths.length > 0 && lengths.every(isRight);
}
