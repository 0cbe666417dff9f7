/**
 * A shared HTTP cache after RFC 9111. It knows nothing of what it caches for; what is peculiar to a
 * site comes in as a policy and two functions.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import { assess, type Fresh, isFreshFor, type Lookup, type Missing, type Stale } from "./assess.ts";
import { createFlights, type Flight, type Landing } from "./flights.ts";
import { createForgetting } from "./forgetting.ts";
import { createLeader } from "./leader.ts";
import { createLeasing, foundAgain } from "./leasing.ts";
import type { Led } from "./led.ts";
import { BrokenOff, type Exchange, KeptBack, ServerErrorAnswer } from "./origin-answer.ts";
import type { CachePolicy } from "./policy.ts";
import { type PurgeOutcome, type PurgeScope, tickingClock } from "./purge.ts";
import type { Awaitable, CacheStore, SomeVariants, StoreHost } from "./store.ts";
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
  /** Is told what a shared store says of itself, and what others have purged. */
  readonly watching?: Pick<StoreHost, "purgedElsewhere" | "tell">;
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
  /** What is fresh, and found without waiting; null when `lookup` is to be asked. */
  lookupNow(request: CacheRequest): Fresh | null;
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
   * Resolves when that is written down; from then on nobody here finds it.
   */
  purge(scope: PurgeScope, soft: boolean): Promise<PurgeOutcome>;
  /** The same for a part of what is stored of a URL; for all of it where the store can do no less. */
  purgeVariants(key: string, variants: SomeVariants, soft: boolean): Promise<PurgeOutcome>;
  /** Validates in the background, unless somebody does already; null then. */
  refresh(request: CacheRequest, stale: Stale, exchange: Exchange): Promise<Fetched> | null;
  /** Hears no more of what other processes do. */
  close(): void;
}

type Joined = Extract<Led, { kind: "shared" }>;

/** What comes of waiting for another's flight. */
type Waited =
  | { readonly answer: Joined | Fresh }
  | { readonly found: Missing | Stale; readonly mayWait: boolean };

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
  const leadAmongAll = createLeasing(options, lead, lookup);
  const forgetting = createForgetting(options, flights, tick);

  function lookupNow(request: CacheRequest): Fresh | null {
    const match = store.matchNow?.(request.key, request) ?? null;
    if (match === null) return null;
    const found = assess(match, request, policy, now());
    return found.kind === "fresh" ? found : null;
  }

  function lookup(request: CacheRequest): Awaitable<Lookup> {
    const match = store.match(request.key, request);
    return match instanceof Promise
      ? match.then((later) => assess(later, request, policy, now()))
      : assess(match, request, policy, now());
  }

  async function fetch(request: CacheRequest, first: Missing | Stale, exchange: Exchange): Promise<Fetched> {
    let found = first;
    let waits = waitsFor(request);
    try {
      while (waits > 0) {
        const variant = secondaryKey(found.lastVary ?? [], request);
        const flight = flights.get(request.key, variant);
        if (!flight) {
          const seeking = { request, exchange, found, flight: flights.start(request.key, variant) };
          return await leadAmongAll(seeking, variant);
        }
        const waited = await waitFor(flight, request, found);
        if ("answer" in waited) return waited.answer;
        found = waited.found;
        waits = waited.mayWait ? waits - 1 : 0;
      }
      return await lead({ request, exchange, found, flight: flights.start(request.key, null) });
    } catch (error) {
      return rescue(found, error);
    }
  }

  /** The answer that another's flight brought, or what is found when it brought none. */
  async function waitFor(flight: Flight, request: CacheRequest, found: Missing | Stale): Promise<Waited> {
    const landing = await landingOf(flight, found);
    const answer = (landing && join(request, landing)) ?? (await lookup(request));
    if (answer.kind === "shared" || answer.kind === "fresh") return { answer };
    // What may not be shared, or not used again, is fetched by all who waited, at the same time.
    const mayWait = landing !== null && isFreshFor(request, landing.response, policy, now());
    return { found: foundAgain(answer, landing, found), mayWait };
  }

  /** A HEAD that stays one brings no body, and a range perhaps not the one that others want. */
  function waitsFor(request: CacheRequest): number {
    if (request.method === "HEAD" && !policy.fetchHeadAsGet) return 0;
    return policy.partialContent && request.get("range") !== null ? 0 : maximumWaits;
  }

  /** What a flight brings to who has found this; null when it is not to be shared with them. */
  function landingOf(flight: Flight, found: Missing | Stale): Promise<Landing | null> {
    return flight.landing.catch((error: unknown) => {
      if (!(error instanceof KeptBack)) throw error;
      // Who has nothing to put in its place asks for themselves: others may be asked then, who were not.
      if (found.kind === "missing" || !mayReplace(found, error.cause)) return null;
      throw error.cause;
    });
  }

  function join(request: CacheRequest, { response, body, key, settled }: Landing): Joined | null {
    if (!body.joinable || secondaryKey(response.vary, request) !== key) return null;
    if (!isFreshFor(request, response, policy, now())) return null;
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
    let invalidated = Promise.resolve();
    const led = await lead({
      request,
      found: null,
      flight,
      exchange: {
        ...exchange,
        async send(method, validators, servesStale) {
          const answer = await exchange.send(method, validators, servesStale);
          invalidated = forgetting.invalidate(request, answer, flight);
          // Before the answer is given, so that its client sees its own change.
          await invalidated.catch(() => undefined);
          return answer;
        },
      },
    });
    const settled = invalidated.then(() => led.settled);
    settled.catch(() => undefined);
    return { ...led, settled };
  }

  const { purge, purgeVariants, close } = forgetting;
  return { lookupNow, lookup, fetch, refresh, forward, purge, purgeVariants, close };
}

/** @throws the error, where nothing stored may be served in its place */
function rescue(found: Missing | Stale, error: unknown): Rescued {
  if (found.kind === "missing" || !mayReplace(found, error)) throw error;
  const { response, age, ttl } = found;
  return { kind: "rescued", hit: { kind: "fresh", response, age, ttl }, error };
}

/** Whether a stored response may be served in place of an error (RFC 5861 §4, RFC 9111 §4.2.4). */
function mayReplace({ ifError, ifDisconnected }: Stale, error: unknown): boolean {
  return isAnswer(error) ? ifError : ifDisconnected;
}

/** Whether the origin did answer, but with nothing that is better than a stored response. */
function isAnswer(error: unknown): boolean {
  return error instanceof ServerErrorAnswer || error instanceof BrokenOff;
}
