/**
 * What the routes of email-alert-frontend work with, wired together once.
 *
 * @module
 */

import { type ApiOptions, createApiClient } from "../common/api-client.ts";
import { type AuthTokens, createAuthTokens } from "../common/auth-token.ts";
import { type MovableClock, movableClock } from "../common/clock.ts";
import type { ReadAsset } from "../common/page.ts";
import { type Random, randomHex, secureRandom } from "../common/random.ts";
import { createSeal, type Seal } from "../common/seal.ts";
import { parameterize } from "../common/slug.ts";
import type { World } from "../world.ts";
import { type FindContentItem, fromContentStore, fromWorld } from "./content-items.ts";
import { createRateLimit, type RateLimit } from "./rate-limit.ts";
import type { Clients } from "./upstream.ts";
import type { Beginnings } from "./views/journeys.ts";

/** What an email-alert-frontend is made of. */
export interface EmailAlertFrontendOptions {
  /** The public origin of the website, such as `https://www.gov.uk`; redirects lead there. */
  readonly websiteRoot: string;
  readonly emailAlertApi: ApiOptions;
  readonly accountApi: ApiOptions;
  /** Under which the tokens in links are read; email-alert-api has the same one. */
  readonly authTokenSecret: string;
  /** Closes the application's own cookie; made at each start by default. */
  readonly cookieSecret?: string;
  /** The pages that can be subscribed to, and the lists to begin with; none by default. */
  readonly world?: Pick<World, "pages" | "subscriberLists">;
  /** Asked for the pages instead. */
  readonly contentStore?: ApiOptions;
  /** Where the emails can be read that were not sent. */
  readonly outboxUrl?: string;
  /** Off, forms are taken without the token that this site gives them. On by default. */
  readonly checksForms?: boolean;
  readonly readAsset?: ReadAsset;
  /** The system's time by default. */
  readonly clock?: MovableClock;
  readonly fetch?: typeof fetch;
  readonly random?: Random;
}

/** The parts of one email-alert-frontend. */
export interface Service extends Clients, Beginnings {
  readonly websiteRoot: string;
  readonly clock: MovableClock;
  readonly tokens: AuthTokens;
  /** Closes the application's own cookie. */
  readonly seal: Seal;
  readonly isSecure: boolean;
  readonly checksForms: boolean;
  readonly findContentItem: FindContentItem;
  readonly manageLimit: RateLimit;
  readonly confirmLimit: RateLimit;
  readonly readAsset: ReadAsset;
  /** What went wrong last, for the person at the keyboard: the answers say only "500". */
  readonly faults: { last: string | null };
  newToken(): string;
}

/** Wires the parts; nothing is asked of anybody yet. */
export function createService(options: EmailAlertFrontendOptions): Service {
  const clock = options.clock ?? movableClock();
  const random = options.random ?? secureRandom;
  const fetcher: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const client = (api: ApiOptions) => createApiClient("email-alert-frontend", api, fetcher);
  const { pages, subscriberLists } = options.world ?? { pages: [], subscriberLists: [] };
  const { contentStore, websiteRoot } = options;
  return {
    emailAlertApi: client(options.emailAlertApi),
    accountApi: client(options.accountApi),
    websiteRoot: websiteRoot.replace(/\/$/, ""),
    clock,
    tokens: createAuthTokens(options.authTokenSecret, clock, random),
    seal: createSeal(options.cookieSecret ?? randomHex(random, 32), random),
    isSecure: websiteRoot.startsWith("https:"),
    checksForms: options.checksForms ?? true,
    findContentItem: contentStore
      ? fromContentStore(client(contentStore))
      : fromWorld({ pages, subscriberLists }),
    // Somebody who subscribes asks more often than somebody who wants to sign in.
    manageLimit: createRateLimit(11, clock),
    confirmLimit: createRateLimit(40, clock),
    readAsset: options.readAsset ?? (async () => undefined),
    faults: { last: null },
    newToken: () => randomHex(random, 32),
    pages,
    signups: subscriberLists.flatMap(({ title, url }) => (url === null ? [] : [{ title, url }])),
    topics: subscriberLists.map(({ title }) => ({ title, slug: parameterize(title) })),
    outboxUrl: options.outboxUrl,
  };
}
