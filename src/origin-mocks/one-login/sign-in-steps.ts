/**
 * What every step of signing in does: finds the request that a form is about, and lets somebody in at last.
 *
 * @module
 */
import type { Context } from "hono";
import { AuthorizationError } from "./authorization-error.ts";
import { goOn, pageOf, refuse, withErrors } from "./journey.ts";
import { languageOf, rememberLanguage } from "./language.ts";
import type { RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { endSession, startSession } from "./sessions.ts";
import { expiredPage, type SignInPage } from "./sign-in-page.ts";
import type { PendingRequest } from "./stores.ts";
import { turnAway } from "./unavailable.ts";

/** A form that came back for a request that still waits. */
export interface SentForm {
  readonly form: RequestParameters;
  readonly id: string;
  readonly pending: PendingRequest;
  readonly page: SignInPage;
}

/** One step. */
export type Step = (c: Context, provider: Provider, sent: SentForm) => Response | Promise<Response>;

/** Finds the request that a form is about; it stays until it expires, so that a double click works. */
export function onForm(
  provider: Provider,
  step: Step,
  read: (c: Context) => RequestParameters | undefined | Promise<RequestParameters | undefined>,
) {
  return (c: Context) =>
    withErrors(c, provider, async () => {
      c.header("Cache-Control", "no-store");
      const form = await read(c);
      if (!form) return refuse(c, provider, "Invalid Request");
      rememberLanguage(c, provider, form.get("lng"));
      const id = form.get("request") ?? "";
      const pending = provider.stores.pendingRequests.get(id);
      if (!pending) return c.html(expiredPage(languageOf(c), provider.profile.brand), 400);
      return step(c, provider, { form, id, pending, page: pageOf(c, provider, id, pending.request) });
    });
}

/** Signs somebody in, if it is who it has to be. */
export function enter(c: Context, provider: Provider, pending: PendingRequest, personId: string) {
  const { request, onlyPersonId = personId } = pending;
  if (onlyPersonId !== personId) {
    // Whoever cannot show that they are who is signed in, is signed out.
    endSession(c, provider);
    throw new AuthorizationError(request, "login_required", "Login required", "somebody else signed in");
  }
  const away = turnAway(c, provider, personId);
  if (away) return away;
  const session = startSession(c, provider, personId, request.vector.credentialTrust);
  return goOn(c, provider, { request, session });
}
