/**
 * The two services of emails, wired to each other and to the rest.
 *
 * @module
 */
import type { MovableClock } from "./common/clock.ts";
import type { ReadAsset } from "./common/page.ts";
import { applicationId, tokenOf } from "./credentials.ts";
import { createEmailAlertApi, type EmailAlertApi } from "./email-alert-api/index.ts";
import { createEmailAlertFrontend, type EmailAlertFrontend } from "./email-alert-frontend/index.ts";
import type { World } from "./world.ts";

/** What the two are made of. */
interface EmailServicesOptions {
  readonly urls: { readonly signon: string; readonly accountApi: string; readonly emailAlertApi: string };
  readonly websiteRoot: string;
  readonly world: World;
  readonly readAsset: ReadAsset;
  readonly clock: MovableClock;
}

/** @throws {Error} when the world has not the tokens that they need */
export function createEmailServices(options: EmailServicesOptions): {
  emailAlertApi: EmailAlertApi;
  emailAlertFrontend: EmailAlertFrontend;
} {
  const { urls, websiteRoot, world, readAsset, clock } = options;
  const authTokenSecret = crypto.randomUUID();
  const common = { websiteRoot, authTokenSecret, world, readAsset, clock };
  const accountApiFor = (user: string) => ({
    url: urls.accountApi,
    bearerToken: tokenOf(world, user, "account-api"),
  });
  const frontendToken = tokenOf(world, "Email Alert Frontend", "email-alert-api");
  return {
    emailAlertApi: createEmailAlertApi({
      ...common,
      signon: { url: urls.signon, clientId: applicationId(world, "email-alert-api") },
      accountApi: accountApiFor("Email Alert API"),
    }),
    emailAlertFrontend: createEmailAlertFrontend({
      ...common,
      emailAlertApi: { url: urls.emailAlertApi, bearerToken: frontendToken },
      accountApi: accountApiFor("Email Alert Frontend"),
      outboxUrl: `${urls.emailAlertApi}/__mock/outbox`,
    }),
  };
}
