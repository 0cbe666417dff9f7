/**
 * What the endpoints of account-api work with, wired together once.
 *
 * @module
 */

import { type CallerCheck, createCallerCheck, type SignonClientOptions } from "../common/caller.ts";
import { type MovableClock, movableClock } from "../common/clock.ts";
import { type Random, secureRandom } from "../common/random.ts";
import { createSeal } from "../common/seal.ts";
import { createRelyingParty, type ProviderOptions, type RelyingParty } from "./relying-party.ts";
import { createSessionCodec, type SessionCodec } from "./session.ts";
import { createStores, type Stores } from "./stores.ts";

/** What an account-api is made of. */
export interface AccountApiOptions {
  /** Where people come back to, such as `https://www.gov.uk`. */
  readonly websiteRoot: string;
  readonly signon: SignonClientOptions;
  readonly provider: ProviderOptions;
  /** Sessions of another secret are not read. */
  readonly sessionSecret: string;
  /** `test` adds the attribute `test_mfa_attribute`, the only one that needs a second factor. */
  readonly environment?: "production" | "test";
  /** What a 401 for a missing session looks like: replaced by the single sign-on layer, as it is, or empty. */
  readonly unauthorizedBody?: "warden" | "empty";
  /** The system's time by default. */
  readonly clock?: MovableClock;
  readonly fetch?: typeof fetch;
  readonly random?: Random;
}

/** The parts of one account-api. */
export interface Service {
  readonly environment: "production" | "test";
  readonly unauthorizedBody: "warden" | "empty";
  readonly clock: MovableClock;
  readonly callers: CallerCheck;
  readonly relyingParty: RelyingParty;
  readonly sessions: SessionCodec;
  readonly stores: Stores;
  readonly faults: Faults;
}

/** What went wrong lately, for the person at the keyboard; the answers themselves say only "500". */
interface Faults {
  last: string | null;
  /** How many errors there were whose text may hold an address; the text is not kept. */
  sensitive: number;
}

/** Wires the parts; nothing is asked of Signon or the provider yet. */
export function createService(options: AccountApiOptions): Service {
  const { websiteRoot, provider } = options;
  const clock = options.clock ?? movableClock();
  const random = options.random ?? secureRandom;
  const fetcher: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  return {
    environment: options.environment ?? "production",
    unauthorizedBody: options.unauthorizedBody ?? "warden",
    clock,
    callers: createCallerCheck(options.signon, clock, fetcher),
    relyingParty: createRelyingParty({ websiteRoot, provider, clock, random, fetch: fetcher }),
    sessions: createSessionCodec(createSeal(options.sessionSecret, random)),
    stores: createStores(clock, random),
    faults: { last: null, sensitive: 0 },
  };
}

/** Back to the start: nobody known, nothing discovered, nothing cached. */
export function resetService(service: Service): void {
  service.stores.reset();
  service.callers.clear();
  service.relyingParty.reset();
  Object.assign(service.faults, { last: null, sensitive: 0 });
}
