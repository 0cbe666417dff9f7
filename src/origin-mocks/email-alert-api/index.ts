/**
 * A mock of email-alert-api: who is subscribed to what, whose account that is, and the emails about it, which
 * stay in an outbox at `/__mock/outbox`.
 *
 * @module
 */
import type { Hono } from "hono";
import type { MovableClock } from "../common/clock.ts";
import type { Saving } from "../common/saved.ts";
import { createApp } from "./app.ts";
import { restore, save } from "./saved.ts";
import { createService, type EmailAlertApiOptions } from "./service.ts";

export type { EmailAlertApiOptions } from "./service.ts";

/** A running email-alert-api; `app.fetch` answers requests. */
export interface EmailAlertApi extends Saving {
  readonly app: Hono;
  readonly clock: MovableClock;
  /** Back to the start: the lists and subscribers of the world, an empty outbox, the real time. */
  reset(): void;
}

/**
 * An email-alert-api that asks the given account-api about sessions and the given Signon about callers.
 * Neither is contacted before it is needed.
 *
 * @throws {Error} when a subscription of the world is to a list that it does not have
 * @example
 * const emailAlertApi = createEmailAlertApi({
 *   websiteRoot: "http://www.dev.gov.uk",
 *   signon: { url: "http://127.0.0.1:3016", clientId: "email-alert-api-oauth-id" },
 *   accountApi: { url: "http://127.0.0.1:3001", bearerToken },
 *   authTokenSecret: "secret",
 * });
 */
export function createEmailAlertApi(options: EmailAlertApiOptions): EmailAlertApi {
  const service = createService(options);
  return {
    ...createApp(service),
    clock: service.clock,
    save: () => save(service),
    restore: (state) => restore(service, state),
  };
}
