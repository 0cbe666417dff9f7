/**
 * What One Login remembers between requests. All of it expires by the mock's clock and is bounded
 * in number, so that a load test cannot fill the memory.
 *
 * @module
 */
import { LRUCache } from "lru-cache";
import type { Clock } from "../common/clock.ts";
import type { Account } from "./accounts.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import type { SentCode } from "./inbox.ts";
import type { Vector } from "./vectors-of-trust.ts";

/** Somebody who signed in at One Login in this browser. */
export interface Session {
  /** The value of the cookie that ends with the browser; whoever comes without it is not trusted. */
  readonly browserId: string;
  readonly personId: string;
  /** When they last authenticated, in seconds since 1970. */
  readonly authTime: number;
  readonly credentialTrust: Vector["credentialTrust"];
  /** The session identifiers that services were given, with the client; each is told of the end. */
  readonly clientSessions: Map<string, string>;
}

/** A request that waits for somebody to sign in. */
export interface PendingRequest {
  readonly request: AuthorizationRequest;
  /** Who it is, once they said so. */
  readonly personId?: string;
  /** Who it has to be, when they authenticate again. */
  readonly onlyPersonId?: string;
  /** Who they want to be, until they confirm their email address. */
  readonly newAccount?: Pick<Account, "name" | "email" | "phone" | "updatedAt" | "recreated">;
  /** The security code that was sent to them last. */
  readonly sentCode?: SentCode;
}

/** What an authorization code stands for. */
export interface Authorization {
  readonly clientId: string;
  readonly personId: string;
  /** The person as this sign-in shows them, where that differs from what is known of them. */
  readonly account: Account | undefined;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
  readonly vector: Vector;
  readonly authTime: number;
  readonly nonce: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly sid: string;
}

/** What an access token stands for. */
export interface AccessGrant {
  /** The whole token: what is remembered needs no signature to be checked. */
  readonly token: string | undefined;
  readonly personId: string;
  readonly account: Account | undefined;
}

/** What a refresh token stands for; profiles until March 2024. */
export interface RefreshGrant {
  readonly authorization: Authorization;
}

/** Everything that is remembered. */
export type Stores = ReturnType<typeof createStores>;

/** Lifetimes in seconds. */
export interface Lifetimes {
  readonly session: number;
  readonly pendingRequest: number;
  readonly code: number;
  readonly accessToken: number;
  readonly idToken: number;
  readonly coreIdentity: number;
  readonly refreshToken: number;
  readonly logoutToken: number;
}

/** As documented. */
export const usualLifetimes: Lifetimes = {
  session: 3600,
  pendingRequest: 3600,
  code: 300,
  accessToken: 180,
  idToken: 120,
  coreIdentity: 1800,
  refreshToken: 3600,
  logoutToken: 120,
};

const capacity = 10_000;

/**
 * Empty stores.
 *
 * @param onExpiry is told of each session that nobody used any more
 */
export function createStores(clock: Clock, lifetimes: Lifetimes, onExpiry?: (session: Session) => void) {
  /** @param lifetime in seconds */
  function expiring<Value extends object | string>(lifetime: number, expired?: (value: Value) => void) {
    // Without a resolution of 0, lru-cache would not notice for a moment that the clock was moved.
    return new LRUCache<string, Value>({
      max: capacity,
      ttl: lifetime * 1000,
      ttlResolution: 0,
      perf: { now: () => clock.now() },
      ...(expired && {
        dispose: (value: Value, _key: string, reason: string) => {
          if (reason === "expire") expired(value);
        },
      }),
    });
  }
  return {
    /** By the value of the session cookie. */
    sessions: expiring<Session>(lifetimes.session, onExpiry),
    /** Requests waiting for somebody to choose who they are, by the id in the form. */
    pendingRequests: expiring<PendingRequest>(lifetimes.pendingRequest),
    /** By authorization code. */
    codes: expiring<Authorization>(lifetimes.code),
    /** By the `jti` of the access token. */
    accessTokens: expiring<AccessGrant>(lifetimes.accessToken),
    /** By the `jti` of the refresh token. */
    refreshTokens: expiring<RefreshGrant>(lifetimes.refreshToken),
    /** Client assertions that were used, by client and `jti`; each kept until the assertion expires. */
    usedAssertions: expiring<string>(lifetimes.session),
    /** Who was told how their data is shared with which client, by both and the scopes. */
    sharingNotices: expiring<string>(365 * 24 * 3600),
  };
}

/** Forgets everything. */
export function clearStores(stores: Stores): void {
  for (const store of Object.values(stores)) store.clear();
}
