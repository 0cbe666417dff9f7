/**
 * A mock of email-alert-frontend: subscribing to emails, and managing them, with the account or without.
 *
 * @module
 */
import type { Hono } from "hono";
import { z } from "zod";
import type { MovableClock } from "../common/clock.ts";
import { readSaved, type Saving } from "../common/saved.ts";
import { createApp } from "./app.ts";
import { createService, type EmailAlertFrontendOptions } from "./service.ts";

export type { EmailAlertFrontendOptions } from "./service.ts";

/** A running email-alert-frontend; `app.fetch` answers requests. */
export interface EmailAlertFrontend extends Saving {
  readonly app: Hono;
  readonly clock: MovableClock;
  /** As at the start: no failures, the real time, nobody has asked for an email. */
  reset(): void;
}

const tries = z.array(z.tuple([z.string(), z.array(z.number())]));
/** Who is signed in stands in a cookie; here is who asked for emails. */
const saved = z.strictObject({ manageTries: tries, confirmTries: tries });

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
  const { clock, manageLimit, confirmLimit } = service;
  return {
    ...createApp(service),
    clock,
    save: () => ({ manageTries: manageLimit.save(), confirmTries: confirmLimit.save() }),
    restore(state) {
      const { manageTries, confirmTries } = readSaved("email-alert-frontend", saved, state);
      manageLimit.restore(manageTries);
      confirmLimit.restore(confirmTries);
    },
  };
}
