/**
 * What every endpoint of the mock works with.
 *
 * @module
 */
import { base64url } from "jose";
import { type MovableClock, movableClock } from "../common/clock.ts";
import { type Account, loadAccounts } from "./accounts.ts";
import type { Argon2id } from "./argon2.ts";
import { notifyClients } from "./back-channel.ts";
import type { BasicAuth } from "./basic-auth.ts";
import { type ClientKeys, createClientKeys, type Fetch } from "./client-keys.ts";
import { type Client, type ClientRules, loadClients } from "./clients.ts";
import { uuid } from "./encoding.ts";
import { createFaults, type Faults } from "./faults.ts";
import { type Environment, signInHost, validateHosts } from "./hosts.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { recorded } from "./issued-tokens.ts";
import { createSigningKeys, type SigningKeys } from "./keys.ts";
import type { Approval, OneLoginOptions, Pkce } from "./options.ts";
import { type Profile, profileOf } from "./profiles.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import { createRequestLog, type RequestLog } from "./request-log.ts";
import { createStores, type Lifetimes, type Stores, usualLifetimes } from "./stores.ts";
import type { AccountApiOptions } from "./telling-account-api.ts";

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
  const log = createRequestLog();
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
    keys: recorded(await createSigningKeys({ ...options.keys, clock }), log.issued, () => clock.now()),
    stores: createStores(
      clock,
      lifetimes,
      notifyOnExpiry ? (session) => notifyClients(provider, session) : undefined,
    ),
    faults: createFaults(options.faults),
    rateLimit: createRateLimit(clock, options.requestsPerMinute),
    log,
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
