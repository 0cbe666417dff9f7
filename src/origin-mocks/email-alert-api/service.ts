/**
 * What the endpoints of email-alert-api work with, wired together once.
 *
 * @module
 */

import { type ApiOptions, createApiClient } from "../common/api-client.ts";
import { createAuthTokens } from "../common/auth-token.ts";
import { type CallerCheck, createCallerCheck, type SignonClientOptions } from "../common/caller.ts";
import { type MovableClock, movableClock } from "../common/clock.ts";
import type { ReadAsset } from "../common/page.ts";
import { type Random, randomHex, randomUuid, secureRandom } from "../common/random.ts";
import type { World } from "../world.ts";
import { type AccountClient, createAccountClient } from "./account-client.ts";
import { createEmailWriter, type EmailWriter } from "./emails.ts";
import { createSubscriberLists, type SubscriberLists } from "./lists.ts";
import { createOutbox, type Outbox } from "./outbox.ts";
import { fillTables } from "./seeds.ts";
import { createSubscribers, type Subscribers } from "./subscribers.ts";
import { createSubscriptions, type Subscriptions } from "./subscriptions.ts";

/** What an email-alert-api is made of. */
export interface EmailAlertApiOptions {
  /** Where the links in emails lead, such as `https://www.gov.uk`. */
  readonly websiteRoot: string;
  readonly signon: SignonClientOptions;
  readonly accountApi: ApiOptions;
  /** Under which the tokens in links are made; email-alert-frontend has the same one. */
  readonly authTokenSecret: string;
  /** The lists and subscribers there are at the start; none by default. */
  readonly world?: Pick<World, "subscriberLists" | "subscribers">;
  /**
   * Who may call: those whose token Signon knows, or as in the tests of the real one anybody at all, or nobody.
   */
  readonly auth?: "signon" | "mock" | "mock-invalid";
  /** What a 401 about somebody's session looks like: empty, or as the single sign-on layer makes them. */
  readonly unauthorizedBody?: "empty" | "warden";
  /** Reads the style sheet of the outbox; without it that page is plain. */
  readonly readAsset?: ReadAsset;
  /** The system's time by default. */
  readonly clock?: MovableClock;
  readonly fetch?: typeof fetch;
  readonly random?: Random;
}

/** Everything email-alert-api remembers. */
export interface Tables {
  readonly subscribers: Subscribers;
  readonly lists: SubscriberLists;
  readonly subscriptions: Subscriptions;
  /** `content_id` and time of the content changes that came in. */
  readonly contentChanges: Set<string>;
  /** The ids that senders gave their messages. */
  readonly messages: Set<string>;
}

/** The parts of one email-alert-api. */
export interface Service {
  readonly auth: "signon" | "mock" | "mock-invalid";
  readonly unauthorizedBody: "empty" | "warden";
  readonly clock: MovableClock;
  readonly callers: CallerCheck;
  readonly accounts: AccountClient;
  readonly tables: Tables;
  readonly outbox: Outbox;
  readonly write: EmailWriter;
  readonly readAsset: ReadAsset;
  /** What went wrong last, for the person at the keyboard: the answers say only "500". */
  readonly faults: { last: string | null };
  /** Back to the start: the lists and subscribers of the world, no emails, no caller known. */
  reset(): void;
}

/** Wires the parts; nothing is asked of Signon or account-api yet. */
export function createService(options: EmailAlertApiOptions): Service {
  const clock = options.clock ?? movableClock();
  const random = options.random ?? secureRandom;
  const fetcher: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const signon = { name: "email-alert-api", ...options.signon };
  const tokens = createAuthTokens(options.authTokenSecret, clock, random);
  const tables: Tables = {
    subscribers: createSubscribers(clock),
    lists: createSubscriberLists(clock, () => randomHex(random, 5)),
    subscriptions: createSubscriptions(clock, () => randomUuid(random)),
    contentChanges: new Set(),
    messages: new Set(),
  };
  const service: Service = {
    auth: options.auth ?? "signon",
    unauthorizedBody: options.unauthorizedBody ?? "empty",
    clock,
    // gds-sso can be told to refuse everybody: as if Signon did.
    callers: createCallerCheck(signon, clock, options.auth === "mock-invalid" ? refuse : fetcher),
    accounts: createAccountClient(createApiClient("email-alert-api", options.accountApi, fetcher)),
    tables,
    outbox: createOutbox(clock),
    write: createEmailWriter(options.websiteRoot.replace(/\/$/, ""), tokens),
    readAsset: options.readAsset ?? (async () => undefined),
    faults: { last: null },
    reset() {
      clearService(service);
      if (options.world) fillTables(tables, options.world);
    },
  };
  service.reset();
  return service;
}

/** Forgets everything, the world too. */
export function clearService({ tables, outbox, callers, accounts, faults }: Service): void {
  for (const table of Object.values(tables)) table.clear();
  for (const part of [outbox, callers, accounts]) part.clear();
  faults.last = null;
}

const refuse: typeof fetch = async () => new Response(null, { status: 401 });
