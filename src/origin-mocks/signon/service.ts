/**
 * What the parts of one Signon work with, wired together once.
 *
 * @module
 */
import { base64url } from "jose";
import { type MovableClock, movableClock } from "../common/clock.ts";
import type { ReadAsset } from "../common/page.ts";
import { loadSignonData, type SignonData, type SignonWorld } from "./data.ts";
import { loadTables } from "./load.ts";
import { createPushes, type Pushes } from "./pushes.ts";
import type { TwoStepRule } from "./roles.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import type { Tables } from "./tables.ts";

/** One of the three Signons of GOV.UK. */
export type Environment = "integration" | "staging" | "production";

/** What a Signon is made of. */
export interface SignonOptions {
  /** The applications, and the API users with their tokens. */
  readonly world: SignonWorld;
  /** People, organisations and more about applications; those that come with the package by default. */
  readonly data?: SignonData;
  /** `integration` by default: only in production does a role by itself ask for 2-step verification. */
  readonly environment?: Environment;
  /** `all-roles` by default: every role but normal needs 2-step verification. */
  readonly twoStepRule?: TwoStepRule;
  /** Text in the addresses of applications, and what stands in its place in this environment. */
  readonly addressChange?: { readonly from: string; readonly to: string };
  /** Reads govuk-frontend's files; without it the pages have no style. */
  readonly readAsset?: ReadAsset;
  /** The system's time by default. */
  readonly clock?: MovableClock;
  /** How applications are told of changes. */
  readonly fetch?: typeof fetch;
  /** Random bytes as base64url text; the platform's by default. */
  readonly random?: (bytes: number) => string;
}

/** A message Signon would send by email. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** The path of the page to go on with, if there is one. */
  readonly link: string | null;
}

/** The parts of one Signon. */
export interface Service {
  readonly environment: Environment;
  readonly twoStepRule: TwoStepRule;
  readonly addressChange: NonNullable<SignonOptions["addressChange"]> | null;
  readonly readAsset: ReadAsset;
  readonly clock: MovableClock;
  readonly random: (bytes: number) => string;
  readonly sessions: Sessions;
  readonly pushes: Pushes;
  /** The latest first. */
  readonly mails: Mail[];
  /** Replaced whole by a reset and by a restore. */
  tables: Tables;
  /** The tables as at the start. */
  fresh(): Tables;
}

/** Wires the parts. @throws {Error} when a token is for an application that is not registered */
export function createService(options: SignonOptions): Service {
  const clock = options.clock ?? movableClock();
  const data = options.data ?? loadSignonData();
  const fetcher: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const random =
    options.random ?? ((bytes) => base64url.encode(crypto.getRandomValues(new Uint8Array(bytes))));
  const fresh = () => loadTables(options.world, data, clock.now());
  return {
    environment: options.environment ?? "integration",
    twoStepRule: options.twoStepRule ?? "all-roles",
    addressChange: options.addressChange ?? null,
    readAsset: options.readAsset ?? (async () => undefined),
    clock,
    random,
    sessions: createSessions(clock, random),
    pushes: createPushes(fetcher),
    mails: [],
    tables: fresh(),
    fresh,
  };
}

/** Back to the start: the tables of the world with new tokens, nobody signed in, nothing on its way. */
export function resetService(service: Service): void {
  service.tables = service.fresh();
  service.sessions.clear();
  service.pushes.clear();
  service.mails.length = 0;
}
