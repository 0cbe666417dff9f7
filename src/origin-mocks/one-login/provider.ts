/**
 * What every endpoint of the mock works with.
 *
 * @module
 */
import { base64url } from "jose";
import { z } from "zod";
import { type MovableClock, movableClock } from "../common/clock.ts";
import type { ReadAsset } from "../common/page.ts";
import type { Person } from "../world.ts";
import { type Client, type ClientRegistration, loadClients } from "./clients.ts";
import { uuid } from "./encoding.ts";
import { createSigningKeys, type SigningKeys } from "./keys.ts";
import { createStores, type Stores } from "./stores.ts";

/** What a One Login is made of. */
export interface OneLoginOptions {
  /** Where browsers and services reach this mock, without a trailing slash; the issuer is this with one. */
  readonly baseUrl: string;
  /** Who can sign in. */
  readonly people: readonly Person[];
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
  readonly clock?: MovableClock;
  /** Random bytes for codes, sessions and identifiers; `crypto.getRandomValues` by default. */
  readonly random?: (bytes: number) => Uint8Array;
}

/** The running provider behind the endpoints. */
export interface Provider {
  readonly baseUrl: string;
  readonly issuer: string;
  readonly defaultLogoutUrl: string;
  readonly rejectReplayedAssertions: boolean;
  readonly people: ReadonlyMap<string, Person>;
  readonly clients: ReadonlyMap<string, Client>;
  readonly keys: SigningKeys;
  readonly stores: Stores;
  readonly clock: MovableClock;
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
  const { clock = movableClock(), random = systemRandom } = options;
  return {
    baseUrl: baseUrl.data,
    issuer: `${baseUrl.data}/`,
    defaultLogoutUrl: options.defaultLogoutUrl ?? "https://signin.account.gov.uk/signed-out",
    rejectReplayedAssertions: options.rejectReplayedAssertions ?? true,
    people: new Map(options.people.map((person) => [person.id, person])),
    clients: await loadClients(options.clients),
    keys: await createSigningKeys(),
    stores: createStores(clock),
    clock,
    randomText: (bytes) => base64url.encode(random(bytes)),
    randomUuid: () => uuid(random(16)),
    seconds: () => Math.floor(clock.now() / 1000),
  };
}

function systemRandom(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
