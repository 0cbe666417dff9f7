/**
 * A mock of account-api: it signs people in at an OpenID provider, and tells GOV.UK's other applications
 * who the session in a request belongs to.
 *
 * @module
 */
import type { MovableClock } from "../common/clock.ts";
import { type Application, createApp } from "./app.ts";
import { type AccountApiOptions, createService } from "./service.ts";

export type { AccountApiOptions } from "./service.ts";

/** A running account-api; `app.fetch` answers requests. */
export interface AccountApi extends Application {
  readonly clock: MovableClock;
}

/**
 * An account-api that is a real relying party of the given provider, and asks the given Signon about callers.
 * Neither is contacted before it is needed, so they can be started in any order.
 *
 * @example
 * const accountApi = createAccountApi({
 *   websiteRoot: "http://www.dev.gov.uk",
 *   signon: { url: "http://127.0.0.1:3016", clientId: "account-api-oauth-id" },
 *   provider: { issuer: "http://127.0.0.1:3030/", clientId: "account-api", privateKey },
 *   sessionSecret: "secret",
 * });
 */
export function createAccountApi(options: AccountApiOptions): AccountApi {
  const service = createService(options);
  return { ...createApp(service), clock: service.clock };
}
