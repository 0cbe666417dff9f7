/**
 * A shared HTTP cache after RFC 9111. It knows nothing of what it caches for; what is peculiar to a
 * site comes in as a policy and two functions.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import { createFlights, type Landing } from "./flights.ts";
import { createLeader, type Exchange, type Led } from "./leader.ts";
import type { CachePolicy } from "./policy.ts";
import type { Awaitable, CacheStore, Match, StoredResponse } from "./store.ts";
import { type SelectingRequest, secondaryKey, type VaryList } from "./vary.ts";

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

/** A stored response that answers a request. Age and time to live are in seconds. */
export interface Hit {
  readonly kind: "hit";
  readonly response: StoredResponse;
  readonly age: number;
  readonly ttl: number;
}

/** There is nothing to answer with, for one of the reasons of RFC 9211 §2.2. */
export interface Miss {
  readonly kind: "miss";
  readonly reason: "uri-miss" | "vary-miss" | "stale";
  readonly lastVary: VaryList | null;
}

/** The variant is known not to be storable. */
export interface Pass {
  readonly kind: "pass";
  readonly reason: string;
}

/** What the cache knows of a request before it goes to the origin. */
export type Lookup = Hit | Miss | Pass;

/** How a miss was answered: by the origin, by another's fetch, or by what was stored meanwhile. */
export type Fetched = Led | Hit;

/** A shared cache. */
export interface Cache {
  /** Looks a GET or HEAD up. With a memory store the answer is there at once, without a promise. */
  lookup(request: CacheRequest): Awaitable<Lookup>;
  /** Answers a miss: joins a request under way, or leads one. @throws what `send` throws */
  fetch(request: CacheRequest, miss: Miss, exchange: Exchange): Promise<Fetched>;
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
  const lead = createLeader(options);

  function assess({ record, lastVary }: Match): Lookup {
    if (record === null) {
      return { kind: "miss", reason: lastVary === null ? "uri-miss" : "vary-miss", lastVary };
    }
    if (record.kind === "pass") {
      if (record.until > now()) return { kind: "pass", reason: record.reason };
      return { kind: "miss", reason: "stale", lastVary };
    }
    const age = currentAge(record);
    const ttl = record.lifetime - age;
    if (ttl <= 0) return { kind: "miss", reason: "stale", lastVary };
    return { kind: "hit", response: record, age, ttl };
  }

  /** RFC 9111 §4.2.3: the corrected initial age and the time since. */
  function currentAge(response: Pick<StoredResponse, "initialAge" | "storedAt">): number {
    return response.initialAge + Math.max(0, now() - response.storedAt) / 1000;
  }

  function lookup(request: CacheRequest): Awaitable<Lookup> {
    const match = store.match(request.key, request);
    return match instanceof Promise ? match.then(assess) : assess(match);
  }

  async function fetch(request: CacheRequest, miss: Miss, exchange: Exchange): Promise<Fetched> {
    // A HEAD that stays one brings no body, so it cannot fill the cache and nobody can share it.
    const canShare = request.method !== "HEAD" || policy.fetchHeadAsGet;
    const shared = canShare ? await collapse(request, miss.lastVary ?? [], exchange) : null;
    return shared ?? lead(request, exchange, null);
  }

  /** Joins the flight for a request or leads it; null when waiting did not help. */
  async function collapse(
    request: CacheRequest,
    guessedVary: VaryList,
    exchange: Exchange,
  ): Promise<Fetched | null> {
    let vary = guessedVary;
    for (let waits = 0; waits < maximumWaits; waits += 1) {
      const key = `${request.key}\n${secondaryKey(vary, request)}`;
      const flight = flights.get(key);
      if (!flight) return lead(request, exchange, flights.start(key));
      const landing = await flight.landing;
      // What may not be shared is fetched by all who waited, at the same time.
      if (landing === null) return null;
      const answer = join(request, landing) ?? (await lookup(request));
      if (answer.kind === "shared" || answer.kind === "hit") return answer;
      vary = landing.response.vary;
    }
    return null;
  }

  function join(request: CacheRequest, { response, body, key, settled }: Landing): Led | null {
    const isFresh = response.lifetime > currentAge(response);
    if (!isFresh || !body.joinable || secondaryKey(response.vary, request) !== key) return null;
    return {
      kind: "shared",
      response,
      body: request.method === "HEAD" ? null : body.stream(),
      collapsed: true,
      settled,
    };
  }

  return { lookup, fetch };
}
