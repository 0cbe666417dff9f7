/**
 * What One Login remembers between requests. All of it expires by the mock's clock and is bounded
 * in number, so that a load test cannot fill the memory.
 *
 * @module
 */
import { LRUCache } from "lru-cache";
import type { Clock } from "../common/clock.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import type { Vector } from "./vectors-of-trust.ts";

/** Somebody who signed in at One Login in this browser. */
export interface Session {
  readonly personId: string;
  /** When they last authenticated, in seconds since 1970. */
  readonly authTime: number;
}

/** What an authorization code stands for. */
export interface Authorization {
  readonly clientId: string;
  readonly personId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
  readonly vector: Vector;
  readonly authTime: number;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
}

/** Everything that is remembered. */
export type Stores = ReturnType<typeof createStores>;

/** Lifetimes in seconds. */
export const lifetimes = { session: 3600, pendingRequest: 3600, code: 300, accessToken: 180, idToken: 120 };

const capacity = 10_000;

/** Empty stores. */
export function createStores(clock: Clock) {
  /** @param lifetime in seconds */
  function expiring<Value extends object | string>(lifetime: number) {
    // Without a resolution of 0, lru-cache would not notice for a moment that the clock was moved.
    return new LRUCache<string, Value>({
      max: capacity,
      ttl: lifetime * 1000,
      ttlResolution: 0,
      perf: { now: () => clock.now() },
    });
  }
  return {
    /** By the value of the session cookie. */
    sessions: expiring<Session>(lifetimes.session),
    /** Requests waiting for somebody to choose who they are, by the id in the form. */
    pendingRequests: expiring<AuthorizationRequest>(lifetimes.pendingRequest),
    /** By authorization code. */
    codes: expiring<Authorization>(lifetimes.code),
    /** The id of the person, by the `jti` of the access token. */
    accessTokens: expiring<string>(lifetimes.accessToken),
    /** Client assertions that were used, by client and `jti`; each kept until the assertion expires. */
    usedAssertions: expiring<string>(lifetimes.session),
  };
}

/** Forgets everything. */
export function clearStores(stores: Stores): void {
  for (const store of Object.values(stores)) store.clear();
}
