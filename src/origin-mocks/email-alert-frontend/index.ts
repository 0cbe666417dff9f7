/**
 * A mock of email-alert-frontend: subscribing to emails, and managing them, with the account or without.
 *
 * @module
 */
import type { Hono } from "hono";
import type { MovableClock } from "../common/clock.ts";
import { createApp } from "./app.ts";
import { createService, type EmailAlertFrontendOptions } from "./service.ts";

export type { EmailAlertFrontendOptions } from "./service.ts";

/** A running email-alert-frontend; `app.fetch` answers requests. */
export interface EmailAlertFrontend {
  readonly app: Hono;
  readonly clock: MovableClock;
  /** As at the start: no failures, the real time, nobody has asked for an email. */
  reset(): void;
}

/**
 * An email-alert-frontend that asks the given email-alert-api and account-api. Its pages are under `/email`;
 * `/email/start` leads to each of them.
 *
 * @example
 * const emailAlertFrontend = createEmailAlertFrontend({
 *   websiteRoot: "http://www.dev.gov.uk",
 *   emailAlertApi: { url: "http://127.0.0.1:3088", bearerToken },
 *   accountApi: { url: "http://127.0.0.1:3001", bearerToken: another },
 *   authTokenSecret: "secret",
 * });
 */
export function createEmailAlertFrontend(options: EmailAlertFrontendOptions): EmailAlertFrontend {
  const service = createService(options);
  return { ...createApp(service), clock: service.clock };
}
