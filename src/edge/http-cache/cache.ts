/**
 * A shared HTTP cache after RFC 9111. It knows nothing of what it caches for; what is peculiar to a
 * site comes in as a policy and two functions.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import { assess, type Fresh, isFreshFor, type Lookup, type Missing, type Stale } from "./assess.ts";
import { createFlights, type Landing, type LeadingFlight } from "./flights.ts";
import { keysToForget } from "./invalidation.ts";
import { createLeader } from "./leader.ts";
import type { Led } from "./led.ts";
import { BrokenOff, type Exchange, ServerErrorAnswer } from "./origin-answer.ts";
import type { CachePolicy } from "./policy.ts";
import { type PurgeScope, tickingClock } from "./purge.ts";
import type { Awaitable, CacheStore } from "./store.ts";
import type { ResponseHead } from "./storing.ts";
import { type SelectingRequest, secondaryKey } from "./vary.ts";

/** A request as the cache sees it: with the headers that the origin would see. */
export interface CacheRequest extends SelectingRequest {
  readonly method: string;
  /** The primary key: the target URI, with no line feed in it. */
  readonly key: string;
}

/** What a cache is made of. */
export interface CacheOptions {
  readonly store: CacheStore;
  readonly policy: CachePolicy;
  /** Bytes; what is larger passes through unstored. */
  readonly maxBodyBytes: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What a client may see of a stored response's fields: computed once, when it is stored. */
  readonly present: (fields: Fields) => Fields;
}

/** The origin failed, and a stored response is served in its place (RFC 5861 §4). */
export interface Rescued {
  readonly kind: "rescued";
  readonly hit: Fresh;
  readonly error: unknown;
}

/** How a miss was answered: by the origin, by another's fetch, or by what is stored. */
export type Fetched = Led | Fresh | Rescued;

/** A shared cache. */
export interface Cache {
  /** Looks a GET or HEAD up. With a memory store the answer is there at once, without a promise. */
  lookup(request: CacheRequest): Awaitable<Lookup>;
  /**
   * Answers what is missing or stale: joins a request under way, or leads one.
   *
   * @throws what `send` throws
   */
  fetch(request: CacheRequest, found: Missing | Stale, exchange: Exchange): Promise<Fetched>;
  /**
   * Sends a request that no stored response can answer, and forgets what an unsafe one made doubtful
   * before it resolves. What fails at that is told by `settled`.
   *
   * @throws what `send` throws
   */
  forward(request: CacheRequest, exchange: Exchange): Promise<Led>;
  /**
   * Forgets what is stored within a scope, and what is on its way there; a soft purge makes it stale.
   * Resolves when that is written down.
   */
  purge(scope: PurgeScope, soft: boolean): Promise<void>;
  /** Validates in the background, unless somebody does already; null then. */
  refresh(request: CacheRequest, stale: Stale, exchange: Exchange): Promise<Fetched> | null;
}

/** How often a request may wait for others whose response turns out not to be for it. */
const maximumWaits = 3;

/**
 * A cache over a store.
 *
 * @example
 * const cache = createCache({ store, policy: rfc9111Policy, maxBodyBytes: 1e6, now: Date.now, present });
 * const found = await cache.lookup(request);
 */
export function createCache(options: CacheOptions): Cache {
  const { store, policy, now } = options;
  const flights = createFlights();
  const tick = tickingClock(now);
  const lead = createLeader(options, tick);

  function lookup(request: CacheRequest): Awaitable<Lookup> {
    const match = store.match(request.key, request);
    return match instanceof Promise
      ? match.then((later) => assess(later, request, policy, now()))
      : assess(match, request, policy, now());
  }

  async function fetch(request: CacheRequest, found: Missing | Stale, exchange: Exchange): Promise<Fetched> {
    const stale = found.kind === "missing" ? null : found;
    // A HEAD that stays one brings no body, and a range perhaps not the one that others want.
    const isBodiless = request.method === "HEAD" && !policy.fetchHeadAsGet;
    const canShare = !isBodiless && !(policy.partialContent && request.get("range") !== null);
    try {
      const shared = canShare ? await collapse(request, found, exchange) : null;
      return shared ?? (await lead({ request, exchange, found, flight: flights.start(request.key, null) }));
    } catch (error) {
      if (!stale || !mayReplace(stale, error)) throw error;
      const { response, age, ttl } = stale;
      return { kind: "rescued", hit: { kind: "fresh", response, age, ttl }, error };
    }
  }

  /** Joins the flight for a request or leads it; null when waiting did not help. */
  async function collapse(
    request: CacheRequest,
    found: Missing | Stale,
    exchange: Exchange,
  ): Promise<Led | Fresh | null> {
    const stale = found.kind === "missing" ? null : found;
    let vary = found.lastVary ?? [];
    for (let waits = 0; waits < maximumWaits; waits += 1) {
      const variant = secondaryKey(vary, request);
      const flight = flights.get(request.key, variant);
      if (!flight) return lead({ request, exchange, found, flight: flights.start(request.key, variant) });
      const landing = await flight.landing.catch((error: unknown) => {
        // The error was kept back for who has a stored response to put in its place.
        if (isAnswer(error) && !stale?.ifError) return null;
        throw error;
      });
      // What may not be shared, or not used again, is fetched by all who waited, at the same time.
      if (landing === null || !isFreshFor(request, landing.response, policy, now())) return null;
      const answer = await share(request, landing);
      if (answer) return answer;
      vary = landing.response.vary;
    }
    return null;
  }

  /** What a flight brought, or what is stored by now; null when neither is for this request. */
  async function share(request: CacheRequest, landing: Landing): Promise<Led | Fresh | null> {
    const joined = join(request, landing);
    if (joined) return joined;
    const again = await lookup(request);
    return again.kind === "fresh" ? again : null;
  }

  function join(request: CacheRequest, { response, body, key, settled }: Landing): Led | null {
    if (!body.joinable || secondaryKey(response.vary, request) !== key) return null;
    return {
      kind: "shared",
      response,
      fields: response.fields,
      body: request.method === "HEAD" ? null : body.stream(),
      collapsed: true,
      settled,
    };
  }

  function refresh(request: CacheRequest, stale: Stale, exchange: Exchange): Promise<Fetched> | null {
    const variant = secondaryKey(stale.response.vary, request);
    if (flights.get(request.key, variant)) return null;
    return lead({ request, exchange, found: stale, flight: flights.start(request.key, variant) });
  }

  async function forward(request: CacheRequest, exchange: Exchange): Promise<Led> {
    const flight = flights.start(request.key, null);
    let forgetting = Promise.resolve();
    const led = await lead({
      request,
      found: null,
      flight,
      exchange: {
        ...exchange,
        async send(method, validators) {
          const answer = await exchange.send(method, validators);
          forgetting = invalidate(request, answer, flight);
          // Before the answer is given, so that its client sees its own change.
          await forgetting.catch(() => undefined);
          return answer;
        },
      },
    });
    const settled = forgetting.then(() => led.settled);
    settled.catch(() => undefined);
    return { ...led, settled };
  }

  async function invalidate(
    { method, key }: CacheRequest,
    response: ResponseHead,
    except: LeadingFlight,
  ): Promise<void> {
    if (!policy.invalidate) return;
    const forgotten = keysToForget(method, key, response);
    for (const url of forgotten) flights.forget(url, except);
    await Promise.all(forgotten.map((url) => store.delete(url)));
  }

  async function purge(scope: PurgeScope, soft: boolean): Promise<void> {
    if (scope.by === "url") flights.forget(scope.key);
    else flights.forgetAll();
    if (scope.by === "url" && !soft) await store.delete(scope.key);
    else await store.purge({ scope, soft, time: tick() });
  }

  return { lookup, fetch, refresh, forward, purge };
}

/** Whether a stored response may be served in place of an error (RFC 5861 §4, RFC 9111 §4.2.4). */
function mayReplace({ ifError, ifDisconnected }: Stale, error: unknown): boolean {
  return isAnswer(error) ? ifError : ifDisconnected;
}

/** Whether the origin did answer, but with nothing that is better than a stored response. */
function isAnswer(error: unknown): boolean {
  return error instanceof ServerErrorAnswer || error instanceof BrokenOff;
}
