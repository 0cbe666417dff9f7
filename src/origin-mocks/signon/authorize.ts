/**
 * `GET /oauth/authorize`: whoever is signed in and may use the application goes back to it with a code,
 * without being asked for consent.
 *
 * @module
 */
import { addressIn } from "./addresses.ts";
import type { BrowserContext } from "./browser.ts";
import { record } from "./events.ts";
import { messagePage } from "./pages/layout.ts";
import { applicationByUid, hasAccess } from "./queries.ts";
import { isSameAddress } from "./redirect-uri.ts";
import type { Service } from "./service.ts";
import type { Application, AuthorizationCode } from "./tables.ts";

type AuthorizationRequest = Pick<AuthorizationCode, "redirectUri" | "challenge" | "challengeMethod"> & {
  readonly application: Application;
  readonly state: string | null;
};

/** Answers somebody who is signed in; others were sent to sign in before. */
export function authorizeEndpoint(c: BrowserContext, service: Service): Response | Promise<Response> {
  const query = new URL(c.req.url).searchParams;
  const request = readRequest(query, service);
  if (typeof request === "string") {
    return c.html(messagePage(c, "An error has occurred", request), 200);
  }
  const { tables, clock } = service;
  const { user, session } = c.var;
  const { application, redirectUri, challenge, challengeMethod, state } = request;
  if (!hasAccess(tables, user.id, application.id)) {
    session.refusedApplication = application.name;
    return c.redirect("/signin-required", 302);
  }
  const code = service.random(32);
  const times = { createdAt: clock.now(), revokedAt: null };
  const owner = { userId: user.id, applicationId: application.id };
  tables.codes.set(code, { ...owner, ...times, code, redirectUri, challenge, challengeMethod });
  record(service, { happening: "application authorised", user, applicationId: application.id });
  const location = new URL(redirectUri);
  location.searchParams.set("code", code);
  if (state !== null) location.searchParams.set("state", state);
  return c.redirect(location.href, 302);
}

/** What is asked for, or what is wrong with it: then nobody is sent anywhere. */
function readRequest(query: URLSearchParams, service: Service): AuthorizationRequest | string {
  const application = applicationByUid(service.tables, query.get("client_id") ?? "");
  if (!application || application.retired) return "The client_id is not that of an application.";
  const registered = addressIn(service, application.redirectUri);
  const redirectUri = query.get("redirect_uri") ?? "";
  if (registered === null || !isSameAddress(redirectUri, registered))
    return "The redirect_uri is not the one that the application registered.";
  if (query.get("response_type") !== "code") return "The response_type is not one that is offered: code.";
  const challenge = query.get("code_challenge") || null;
  const challengeMethod = query.get("code_challenge_method") || "plain";
  if (challengeMethod !== "S256" && challengeMethod !== "plain")
    return "The code_challenge_method is neither S256 nor plain.";
  return { application, redirectUri, challenge, challengeMethod, state: query.get("state") };
}
