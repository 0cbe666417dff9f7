/**
 * What every endpoint of the mock works with.
 *
 * @module
 */
import { base64url } from "jose";
import { type MovableClock, movableClock } from "../common/clock.ts";
import type { ReadAsset } from "../common/page.ts";
import { type Account, type AccountInput, loadAccounts } from "./accounts.ts";
import type { Argon2id } from "./argon2.ts";
import { notifyClients } from "./back-channel.ts";
import type { BasicAuth } from "./basic-auth.ts";
import { type ClientKeys, createClientKeys, type Fetch } from "./client-keys.ts";
import { type Client, type ClientRegistration, type ClientRules, loadClients } from "./clients.ts";
import { uuid } from "./encoding.ts";
import { createFaults, type FaultKind, type Faults } from "./faults.ts";
import { type Environment, signInHost, validateHosts } from "./hosts.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { createSigningKeys, type KeyOptions, type SigningKeys } from "./keys.ts";
import { type Profile, type ProfileName, profileOf, type Variant2022 } from "./profiles.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import { createRequestLog, type RequestLog } from "./request-log.ts";
import { createStores, type Lifetimes, type Stores, usualLifetimes } from "./stores.ts";
import type { AccountApiOptions } from "./telling-account-api.ts";

/** How somebody who is not signed in gets a code: from the pages, at once, or from the simulator's form. */
export type Approval = "page" | "auto" | "form";
/** Whether PKCE (RFC 7636) is ignored, checked when used, or asked of every request. */
export type Pkce = "off" | "optional" | "enforced";

/** What a One Login is made of. */
export interface OneLoginOptions {
  /** Where browsers and services reach this mock, without a trailing slash; the issuer is this with one. */
  readonly baseUrl: string;
  /** Who vouches for identities, as a URL without a trailing slash; `baseUrl` by default. */
  readonly identityUrl?: string;
  /**
   * Where services reach this mock when that is another URL than for browsers, as in containers. The
   * discovery document names it for what services call; the issuer stays that of `baseUrl`.
   */
  readonly internalUrl?: string;
  /**
   * Which environment of One Login this is; neither by default. In production clients must keep its
   * rules; the pages that discovery and signing out name are those of the environment.
   */
  readonly environment?: Environment;
  /** Who can sign in. */
  readonly people: readonly AccountInput[];
  /** The services that may ask. */
  readonly clients: readonly ClientRegistration[];
  /** Reads a file of govuk-frontend for the pages. */
  readonly readAsset: ReadAsset;
  /** Where signing out leads when the service names no place; the live signed-out page by default. */
  readonly defaultLogoutUrl?: string;
  /**
   * Whether a client assertion that has a `jti` may be used only once, as RFC 7523 section 3 permits;
   * true by default. The live service accepts a `jti` again: set false to be as lenient.
   */
  readonly rejectReplayedAssertions?: boolean;
  /** The documentation's date; `current` by default. */
  readonly profile?: ProfileName;
  /** What the profile `sign-in-2022` is to have of that year besides; nothing by default. */
  readonly variants2022?: readonly Variant2022[];
  /** How somebody who is not signed in gets a code; `page` by default. */
  readonly approval?: Approval;
  /** `optional` by default. */
  readonly pkce?: Pkce;
  /**
   * Answers like the official simulator where that departs from the documentation, so that its own test
   * suite passes; false by default. It has one `sid`, keeps a bare question mark at the end of some
   * redirects, answers 500 to three kinds of request object, and tells of an identity that was not proved.
   */
  readonly likeSimulator?: boolean;
  /** Whether POST /authorize is refused, as by the official simulator; false by default. */
  readonly refusePostAuthorize?: boolean;
  /** Whether /token and /userinfo refuse a request without User-Agent with 403; false by default. */
  readonly requireUserAgent?: boolean;
  /** Whether clients must keep the rules of production, such as https everywhere; only there by default. */
  readonly productionRules?: boolean;
  /**
   * What pages ask for before anything else, in profiles before 17 February 2025 and not in production; by
   * default nothing.
   */
  readonly basicAuth?: BasicAuth;
  /** Whether services are told of a session that expired; false by default. */
  readonly notifyOnExpiry?: boolean;
  /** How long services may keep the published keys, in seconds; a day by default. */
  readonly jwksMaxAge?: number;
  readonly lifetimes?: Partial<Lifetimes>;
  /** How many sign-ins a client may ask for in a minute; any number by default. */
  readonly requestsPerMinute?: number;
  /** GOV.UK's account-api: told when somebody changes their address or deletes their account. */
  readonly accountApi?: AccountApiOptions;
  readonly keys?: Omit<KeyOptions, "clock">;
  readonly faults?: Partial<Record<FaultKind, readonly string[]>>;
  /** Computes Argon2id for client secrets, which Web Crypto cannot; without it no secret is right. */
  readonly argon2id?: Argon2id;
  /** Fetches keys of services and delivers logout tokens; the global `fetch` by default. */
  readonly fetch?: Fetch;
  /** Waits some milliseconds before a logout token is sent again; a timer by default. */
  readonly wait?: (milliseconds: number) => Promise<void>;
  readonly clock?: MovableClock;
  /** Random bytes for codes, sessions and identifiers; `crypto.getRandomValues` by default. */
  readonly random?: (bytes: number) => Uint8Array;
}

/** The running provider behind the endpoints. */
export interface Provider {
  /** May be changed while running. */
  baseUrl: string;
  readonly issuer: string;
  readonly identityUrl: string;
  /** Every URL that this mock goes by, `baseUrl` first. */
  readonly ownUrls: readonly string[];
  readonly internalUrl: string;
  readonly environment: Environment | undefined;
  /** How strictly clients are looked at that are registered now. */
  readonly clientRules: ClientRules;
  readonly defaultLogoutUrl: string;
  readonly rejectReplayedAssertions: boolean;
  readonly profile: Profile;
  readonly approval: Approval;
  readonly pkce: Pkce;
  readonly likeSimulator: boolean;
  readonly refusePostAuthorize: boolean;
  readonly requireUserAgent: boolean;
  readonly basicAuth: BasicAuth | undefined;
  readonly notifyOnExpiry: boolean;
  readonly jwksMaxAge: number;
  readonly lifetimes: Lifetimes;
  /** In their order; the first is the one that the simulator's configuration is about. */
  readonly people: Map<string, Account>;
  readonly clients: Map<string, Client>;
  readonly clientKeys: ClientKeys;
  readonly accountApi: AccountApiOptions | undefined;
  readonly keys: SigningKeys;
  readonly stores: Stores;
  readonly faults: Faults;
  readonly rateLimit: RateLimit;
  readonly log: RequestLog;
  /** What was sent by text message and by email. */
  readonly inbox: Inbox;
  readonly clock: MovableClock;
  readonly argon2id: Argon2id | undefined;
  readonly fetch: Fetch;
  wait(milliseconds: number): Promise<void>;
  /** A fresh secret or identifier: that many random bytes in base64url. */
  randomText(bytes: number): string;
  randomUuid(): string;
  /** Now, in whole seconds since 1970, as tokens count. */
  seconds(): number;
}

/**
 * Validates the options and makes the provider's keys and stores.
 *
 * @throws {Error} naming the option that is wrong
 */
export async function createProvider(options: OneLoginOptions): Promise<Provider> {
  const { baseUrl, identityUrl, internalUrl } = validateHosts(options);
  const {
    clock = movableClock(),
    random = systemRandom,
    fetch = systemFetch,
    likeSimulator = false,
    notifyOnExpiry = false,
  } = options;
  const profile = profileOf(options.profile ?? "current", options.variants2022);
  const lifetimes = {
    ...usualLifetimes,
    ...(likeSimulator && { coreIdentity: 24 * 3600 }),
    ...options.lifetimes,
  };
  const provider: Provider = {
    baseUrl,
    get issuer() {
      return provider.profile.variants.has("issuer-without-slash")
        ? provider.baseUrl
        : `${provider.baseUrl}/`;
    },
    get identityUrl() {
      return identityUrl ?? provider.baseUrl;
    },
    get internalUrl() {
      return internalUrl ?? provider.baseUrl;
    },
    get ownUrls() {
      return internalUrl === undefined ? [provider.baseUrl] : [provider.baseUrl, internalUrl];
    },
    environment: options.environment,
    clientRules: clientRules(options),
    defaultLogoutUrl: options.defaultLogoutUrl ?? `${signInHost(options.environment)}/signed-out`,
    rejectReplayedAssertions: options.rejectReplayedAssertions ?? true,
    profile,
    approval: options.approval ?? "page",
    pkce: options.pkce ?? "optional",
    likeSimulator,
    refusePostAuthorize: options.refusePostAuthorize ?? false,
    requireUserAgent: options.requireUserAgent ?? false,
    basicAuth: options.basicAuth,
    notifyOnExpiry,
    jwksMaxAge: options.jwksMaxAge ?? 24 * 3600,
    lifetimes,
    people: loadAccounts(options.people),
    clients: await loadClients(options.clients, firstClientRules(options)),
    clientKeys: createClientKeys(clock, fetch, profile.relyingPartyJwks),
    accountApi: options.accountApi,
    keys: await createSigningKeys({ ...options.keys, clock }),
    stores: createStores(
      clock,
      lifetimes,
      notifyOnExpiry ? (session) => notifyClients(provider, session) : undefined,
    ),
    faults: createFaults(options.faults),
    rateLimit: createRateLimit(clock, options.requestsPerMinute),
    log: createRequestLog(),
    inbox: createInbox(),
    clock,
    argon2id: options.argon2id,
    fetch,
    wait: options.wait ?? timer,
    randomText: (bytes) => base64url.encode(random(bytes)),
    randomUuid: () => uuid(random(16)),
    seconds: () => Math.floor(clock.now() / 1000),
  };
  return provider;
}

function clientRules({ productionRules, environment }: OneLoginOptions): ClientRules {
  return (productionRules ?? environment === "production") ? "production" : "registered";
}

/** The simulator starts with a client that may lack what it needs. */
function firstClientRules(options: OneLoginOptions): ClientRules {
  const rules = clientRules(options);
  return options.likeSimulator && rules === "registered" ? "simulator" : rules;
}

function systemRandom(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}

const systemFetch: Fetch = (url, init) => fetch(url, init);

function timer(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
