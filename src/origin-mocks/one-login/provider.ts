/**
 * What every endpoint of the mock works with.
 *
 * @module
 */
import { base64url } from "jose";
import { z } from "zod";
import { type MovableClock, movableClock } from "../common/clock.ts";
import type { ReadAsset } from "../common/page.ts";
import type { AccountApiOptions } from "./account-changes.ts";
import { type Account, type AccountInput, loadAccounts } from "./accounts.ts";
import type { Argon2id } from "./argon2.ts";
import { type ClientKeys, createClientKeys, type Fetch } from "./client-keys.ts";
import { type Client, type ClientRegistration, loadClients } from "./clients.ts";
import { uuid } from "./encoding.ts";
import { createFaults, type FaultKind, type Faults } from "./faults.ts";
import { createSigningKeys, type KeyOptions, type SigningKeys } from "./keys.ts";
import { type Profile, type ProfileName, profileOf } from "./profiles.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import { createRequestLog, type RequestLog } from "./request-log.ts";
import { createStores, type Lifetimes, type Stores, usualLifetimes } from "./stores.ts";

/** How somebody who is not signed in gets a code: from the pages, at once, or from the simulator's form. */
export type Approval = "page" | "auto" | "form";
/** Whether PKCE (RFC 7636) is ignored, checked when used, or asked of every request. */
export type Pkce = "off" | "optional" | "enforced";

/** What a One Login is made of. */
export interface OneLoginOptions {
  /** Where browsers and services reach this mock, without a trailing slash; the issuer is this with one. */
  readonly baseUrl: string;
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
  /** Whether clients must keep the rules of production, such as https everywhere; false by default. */
  readonly productionRules?: boolean;
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
  readonly defaultLogoutUrl: string;
  readonly rejectReplayedAssertions: boolean;
  readonly profile: Profile;
  readonly approval: Approval;
  readonly pkce: Pkce;
  readonly likeSimulator: boolean;
  readonly refusePostAuthorize: boolean;
  readonly requireUserAgent: boolean;
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

const baseUrlSchema = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !url.endsWith("/"), "must not end with a slash");

/**
 * Validates the options and makes the provider's keys and stores.
 *
 * @throws {Error} naming the option that is wrong
 */
export async function createProvider(options: OneLoginOptions): Promise<Provider> {
  const baseUrl = baseUrlSchema.safeParse(options.baseUrl);
  if (!baseUrl.success) throw new Error(`baseUrl is not valid:\n${z.prettifyError(baseUrl.error)}`);
  const {
    clock = movableClock(),
    random = systemRandom,
    fetch = systemFetch,
    likeSimulator = false,
  } = options;
  const lifetimes = {
    ...usualLifetimes,
    ...(likeSimulator && { coreIdentity: 24 * 3600 }),
    ...options.lifetimes,
  };
  const provider: Provider = {
    baseUrl: baseUrl.data,
    get issuer() {
      return `${provider.baseUrl}/`;
    },
    defaultLogoutUrl: options.defaultLogoutUrl ?? "https://signin.account.gov.uk/signed-out",
    rejectReplayedAssertions: options.rejectReplayedAssertions ?? true,
    profile: profileOf(options.profile ?? "current"),
    approval: options.approval ?? "page",
    pkce: options.pkce ?? "optional",
    likeSimulator,
    refusePostAuthorize: options.refusePostAuthorize ?? false,
    requireUserAgent: options.requireUserAgent ?? false,
    lifetimes,
    people: loadAccounts(options.people),
    clients: await loadClients(options.clients, clientRules(options)),
    clientKeys: createClientKeys(clock, fetch),
    accountApi: options.accountApi,
    keys: await createSigningKeys({ ...options.keys, clock }),
    stores: createStores(clock, lifetimes),
    faults: createFaults(options.faults),
    rateLimit: createRateLimit(clock, options.requestsPerMinute),
    log: createRequestLog(),
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

function clientRules({ productionRules, likeSimulator }: OneLoginOptions) {
  if (productionRules) return "production";
  return likeSimulator ? "simulator" : "registered";
}

function systemRandom(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}

const systemFetch: Fetch = (url, init) => fetch(url, init);

function timer(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
