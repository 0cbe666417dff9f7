/**
 * The two services of emails, wired to each other and to the rest.
 *
 * @module
 */
import { applicationId, tokenOf } from "./credentials.ts";
import { createEmailAlertApi, type EmailAlertApi } from "./email-alert-api/index.ts";
import { createEmailAlertFrontend, type EmailAlertFrontend } from "./email-alert-frontend/index.ts";
import type { WiringOptions } from "./wiring.ts";

/** @throws {Error} when the world has not the tokens that they need */
export function createEmailServices(options: WiringOptions): {
  emailAlertApi: EmailAlertApi;
  emailAlertFrontend: EmailAlertFrontend;
} {
  const { urls, websiteRoot, world, readAsset, clock, secrets, fetchOf } = options;
  const common = { websiteRoot, authTokenSecret: secrets.emailLinks, world, readAsset, clock };
  const accountApiFor = (user: string) => ({
    url: urls["account-api"],
    bearerToken: tokenOf(world, user, "account-api"),
  });
  const frontendToken = tokenOf(world, "Email Alert Frontend", "email-alert-api");
  return {
    emailAlertApi: createEmailAlertApi({
      ...common,
      signon: { url: urls.signon, clientId: applicationId(world, "email-alert-api") },
      accountApi: accountApiFor("Email Alert API"),
      fetch: fetchOf("email-alert-api"),
    }),
    emailAlertFrontend: createEmailAlertFrontend({
      ...common,
      emailAlertApi: { url: urls["email-alert-api"], bearerToken: frontendToken },
      accountApi: accountApiFor("Email Alert Frontend"),
      outboxUrl: `${urls["email-alert-api"]}/__mock/outbox`,
      cookieSecret: secrets.emailCookie,
      fetch: fetchOf("email-alert-frontend"),
    }),
  };
}
