/**
 * The way of a person through One Login: signing in, the notice of how data is shared, proving an
 * identity, and back to the service.
 *
 * @module
 */
import type { Context } from "hono";
import { AuthorizationError, AuthorizationFailure, AuthorizationRefused } from "./authorization-error.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { sendCode } from "./completing.ts";
import { identityPage, sharingPage } from "./identity-page.ts";
import { languageOf } from "./language.ts";
import type { Provider } from "./provider.ts";
import { type SignInPage, signInPage } from "./sign-in-page.ts";
import type { PendingRequest, Session } from "./stores.ts";
import { turnAway } from "./unavailable.ts";
import { asksForIdentity } from "./vectors-of-trust.ts";

/** Runs a step; what it throws becomes the documented answer. */
export async function withErrors(
  c: Context,
  provider: Provider,
  step: () => Response | Promise<Response>,
): Promise<Response> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof AuthorizationError) {
      provider.log.explain(c.req.raw, error.message);
      return c.redirect(error.location);
    }
    if (error instanceof AuthorizationRefused) return refuse(c, provider, error.message, error.check);
    if (error instanceof AuthorizationFailure) {
      provider.log.explain(c.req.raw, error.message);
      return c.json(error.body, 500);
    }
    throw error;
  }
}

/** Answers what cannot be sent back: plainly, or as the gateway did until July 2024. */
export function refuse(c: Context, provider: Provider, message: string, check = message): Response {
  provider.log.explain(c.req.raw, check);
  if (provider.profile.badRequest === 502) {
    return c.body('{"message": "Internal server error"}', 502, { "Content-Type": "application/json" });
  }
  return c.body(message, 400, { "Content-Type": "text/html; charset=utf-8" });
}

/** What the page of a step knows. */
export function pageOf(
  c: Context,
  provider: Provider,
  id: string,
  request: AuthorizationRequest,
): SignInPage {
  return { id, request, language: languageOf(c), brand: provider.profile.brand };
}

/** Remembers a request until the person has gone on. */
function remember(provider: Provider, pending: PendingRequest): string {
  const id = provider.randomText(32);
  provider.stores.pendingRequests.set(id, pending);
  return id;
}

/**
 * Asks who it is.
 *
 * @param onlyPersonId who it has to be, when they authenticate again
 */
export function showSignIn(
  c: Context,
  provider: Provider,
  request: AuthorizationRequest,
  onlyPersonId: string | undefined,
): Response | Promise<Response> {
  const id = remember(provider, { request, ...(onlyPersonId !== undefined && { onlyPersonId }) });
  return c.html(signInPage(pageOf(c, provider, id, request), [...provider.people.values()]));
}

/** The next step for somebody who is signed in. */
export function goOn(
  c: Context,
  provider: Provider,
  { request, session }: { readonly request: AuthorizationRequest; readonly session: Session },
): Response | Promise<Response> {
  const away = turnAway(c, provider, session.personId);
  if (away) return away;
  const hasPages = provider.approval === "page" && !request.prompts.includes("none");
  const pending = { request, personId: session.personId };
  if (hasPages && provider.profile.sharingNotice && !provider.stores.sharingNotices.has(noticeOf(pending))) {
    return c.html(sharingPage(pageOf(c, provider, remember(provider, pending), request), request));
  }
  if (hasPages && asksForIdentity(request.vector)) {
    return c.html(identityPage(pageOf(c, provider, remember(provider, pending), request)));
  }
  return sendCode(c, provider, { request, session });
}

/** Names what somebody was told is shared. */
export function noticeOf({ request, personId = "" }: PendingRequest): string {
  return JSON.stringify([personId, request.client.ClientID, request.scopes, request.claims]);
}
