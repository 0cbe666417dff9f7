/**
 * A mock of Signon: it tells an application who a bearer token belongs to and what its owner may do, and
 * people sign in here to the applications of government, and look after each other's accounts.
 *
 * @module
 */
import type { Hono } from "hono";
import type { MovableClock } from "../common/clock.ts";
import type { Saving } from "../common/saved.ts";
import { createApp } from "./app.ts";
import { dailyJobs } from "./jobs.ts";
import { createSchedule } from "./schedule.ts";
import { createService, type SignonOptions } from "./service.ts";

export { loadSignonData, type SignonData } from "./data.ts";
export { createSignons, type Signons, type SignonsOptions } from "./environments.ts";
export type { SignonOptions } from "./service.ts";

/** A running Signon; `app.fetch` answers requests. */
export interface Signon extends Saving {
  readonly app: Hono;
  readonly clock: MovableClock;
  /** Resolves when no push to an application is on its way. */
  settled(): Promise<void>;
  /** Back to the start: the tokens of the world, new and not revoked, and the real time. */
  reset(): void;
}

/**
 * A Signon that knows the given API users. Its tokens are made when it starts and live two years.
 *
 * Besides the control interface that every mock has, there are under `/__mock`:
 *
 * | request | effect |
 * | --- | --- |
 * | `POST /__mock/revoke` `{"token"}` | revokes a token |
 * | `POST /__mock/suspend` `{"uid"}` | suspends a user, which revokes all of the user's tokens |
 * | `POST /__mock/parent` `{"child", "parent"}` | gives an organisation a parent by slug, or with null none |
 * | `POST /__mock/import` | the nightly import of organisations, at once |
 * | `POST /__mock/rotate` | second tokens for internal API users whose last one ends within a month |
 * | `POST /__mock/snapshot`, `POST /__mock/restore` `{"snapshot"}` | keeps all tables, and brings them back |
 * | `GET /__mock/mails` | the emails that would have been sent, with the links in them |
 *
 * `POST /_pact/state` `{"state"}` is for contract tests.
 *
 * @throws {Error} when a token is for an application that is not registered
 * @example
 * const signon = createSignon({ world: loadWorld() });
 * await signon.app.request("/user.json", { headers: { Authorization: "Bearer ..." } });
 */
export function createSignon(options: SignonOptions): Signon {
  const service = createService(options);
  return createApp(service, createSchedule(service.clock, dailyJobs(service)));
}
