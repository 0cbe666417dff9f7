/**
 * What the endpoints of account-api work with, wired together once.
 *
 * @module
 */
import { type ApiOptions, createApiClient } from "../common/api-client.ts";
import { type CallerCheck, createCallerCheck, type SignonClientOptions } from "../common/caller.ts";
import { type MovableClock, movableClock } from "../common/clock.ts";
import { type Random, secureRandom } from "../common/random.ts";
import { createSeal } from "../common/seal.ts";
import type { Environment } from "./attribute-definitions.ts";
import { createDevelopmentProvider } from "./development-provider.ts";
import { createEmailAlertClient, type EmailAlertClient } from "./email-alert-client.ts";
import type { Mode } from "./mode.ts";
import { createRelyingParty, type ProviderOptions, type RelyingParty } from "./relying-party.ts";
import { createSessionCodec, type Session, type SessionCodec } from "./session.ts";
import { createStores, type Stores } from "./stores.ts";

/** What an account-api is made of. */
export interface AccountApiOptions {
  /** Where people come back to, such as `https://www.gov.uk`. */
  readonly websiteRoot: string;
  readonly signon: SignonClientOptions;
  /**
   * The OpenID provider. `development` has none: whoever comes back has signed in, as the first user there is;
   * people come back to `developmentFrontend`.
   */
  readonly provider: ProviderOptions | "development";
  /** `http://frontend.dev.gov.uk` by default. */
  readonly developmentFrontend?: string;
  /** Told of addresses that change and accounts that end. Without it, nobody is subscribed to anything. */
  readonly emailAlertApi?: ApiOptions;
  /** Sessions of another secret are not read. */
  readonly sessionSecret: string;
  /** `faithful` by default: with the faults of the real service, which docs/account-stack.md lists. */
  readonly mode?: Mode;
  /**
   * Who may call: those whose token Signon knows, or as on a developer's machine anybody at all, or nobody.
   * The values of gds-sso's `GDS_SSO_STRATEGY` and `GDS_SSO_MOCK_INVALID`.
   */
  readonly auth?: "signon" | "mock" | "mock-invalid";
  /**
   * `test` adds the attribute `test_mfa_attribute`, the only one that needs a second factor. `development`, the
   * default without a provider, reads the development cookie, and takes a `redirect_path` that is an http URL.
   */
  readonly environment?: Environment;
  /**
   * What a 401 for a missing session looks like: replaced by the single sign-on layer, as it is in `faithful`
   * mode, or empty and with its headers, as it is in `corrected` mode.
   */
  readonly unauthorizedBody?: "warden" | "empty";
  /** The system's time by default. */
  readonly clock?: MovableClock;
  readonly fetch?: typeof fetch;
  readonly random?: Random;
}

/** The parts of one account-api. */
export interface Service {
  readonly mode: Mode;
  readonly environment: Environment;
  readonly auth: "signon" | "mock" | "mock-invalid";
  readonly unauthorizedBody: "warden" | "empty";
  readonly clock: MovableClock;
  readonly callers: CallerCheck;
  readonly relyingParty: RelyingParty;
  readonly emailAlerts: EmailAlertClient;
  readonly sessions: SessionCodec;
  readonly stores: Stores;
  readonly faults: Faults;
  readonly pretence: Pretence;
}

/** What went wrong lately, for the person at the keyboard; the answers themselves say only "500". */
interface Faults {
  last: string | null;
  /** How many errors there were whose text may hold an address; the text is not kept. */
  sensitive: number;
}

/** What the states of the contract have instead of a provider and a session that can be read. */
interface Pretence {
  /** Every callback is a success that leads there. */
  redirectPath?: string | null;
  /** Every session is this one. */
  session?: Session;
}

/** Wires the parts; nothing is asked of Signon or the provider yet. */
export function createService(options: AccountApiOptions): Service {
  const { mode = "faithful", provider, emailAlertApi, auth = "signon" } = options;
  const clock = options.clock ?? movableClock();
  const random = options.random ?? secureRandom;
  const fetcher: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const askEmails = emailAlertApi ? createApiClient("account-api", emailAlertApi, fetcher) : null;
  const stores = createStores(clock, random, mode);
  return {
    ...{ mode, auth, clock, stores },
    environment: options.environment ?? (provider === "development" ? "development" : "production"),
    unauthorizedBody: options.unauthorizedBody ?? (mode === "corrected" ? "empty" : "warden"),
    // gds-sso can be told to refuse everybody: as if Signon did.
    callers: createCallerCheck(options.signon, clock, auth === "mock-invalid" ? refuse : fetcher),
    relyingParty: createParty(options, { clock, random, mode, fetch: fetcher }, stores),
    emailAlerts: createEmailAlertClient(askEmails),
    sessions: createSessionCodec(createSeal(options.sessionSecret, random)),
    faults: { last: null, sensitive: 0 },
    pretence: {},
  };
}

function createParty(
  { provider, websiteRoot, developmentFrontend = "http://frontend.dev.gov.uk" }: AccountApiOptions,
  parts: Pick<Parameters<typeof createRelyingParty>[0], "clock" | "random" | "mode" | "fetch">,
  { users }: Stores,
): RelyingParty {
  return provider === "development"
    ? createDevelopmentProvider(developmentFrontend, users, parts.random)
    : createRelyingParty({ ...parts, websiteRoot, provider });
}

const refuse: typeof fetch = async () => new Response(null, { status: 401 });

/** Back to the start: nobody known, nothing discovered, nothing cached, nothing pretended. */
export function resetService(service: Service): void {
  for (const part of [service.stores, service.relyingParty]) part.reset();
  for (const part of [service.callers, service.emailAlerts]) part.clear();
  Object.assign(service.faults, { last: null, sensitive: 0 });
  delete service.pretence.redirectPath;
  delete service.pretence.session;
}
