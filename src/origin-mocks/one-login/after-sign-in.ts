/**
 * The steps of somebody who is signed in: the notice of how data is shared, and proving an identity.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import type { Html } from "../common/page.ts";
import { AuthorizationError } from "./authorization-error.ts";
import { readChosen } from "./chosen-identity.ts";
import { accessDenied, sendCode } from "./completing.ts";
import { identityPage, pendingPage, sharingPage } from "./identity-page.ts";
import { identityTextsOf } from "./identity-texts.ts";
import { goOn, noticeOf } from "./journey.ts";
import { fromBody, fromQuery } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { currentSession } from "./sessions.ts";
import { onForm, type SentForm } from "./sign-in-steps.ts";
import type { Session } from "./stores.ts";

/** `/share` and `/prove-identity`. */
export function afterSignIn(provider: Provider): Hono {
  const app = new Hono();
  app.post(
    "/share",
    onForm(provider, share, (c) => fromBody(c.req)),
  );
  app.post(
    "/prove-identity",
    onForm(provider, proveIdentity, (c) => fromBody(c.req)),
  );
  // Where the link to the other language leads.
  const show = (path: string, draw: (sent: SentForm) => Html) =>
    app.get(
      path,
      onForm(
        provider,
        (c, _provider, sent) => {
          sessionOf(c, provider, sent);
          return c.html(draw(sent));
        },
        (c) => fromQuery(c.req.url),
      ),
    );
  show("/share", ({ page, pending }) => sharingPage(page, pending.request));
  show("/prove-identity", ({ page }) => identityPage(page));
  show("/prove-identity/in-person", ({ page }) => pendingPage(page));
  return app;
}

/** The session of who the pending request is about; it may have been lost on the way. */
function sessionOf(c: Context, provider: Provider, { pending }: SentForm): Session {
  const session = currentSession(c, provider);
  if (session && session.personId === pending.personId) return session;
  throw new AuthorizationError(pending.request, "access_denied", accessDenied, "the session was lost");
}

function share(c: Context, provider: Provider, sent: SentForm) {
  const session = sessionOf(c, provider, sent);
  const notice = noticeOf(sent.pending);
  provider.stores.sharingNotices.set(notice, notice);
  return goOn(c, provider, { request: sent.pending.request, session });
}

function proveIdentity(c: Context, provider: Provider, sent: SentForm) {
  const { form, page, pending } = sent;
  const session = sessionOf(c, provider, sent);
  const person = provider.people.get(session.personId);
  if (!person)
    throw new AuthorizationError(pending.request, "access_denied", accessDenied, "the person is gone");
  const chosen = readChosen(form, person, identityTextsOf(page.language));
  if ("errors" in chosen) return c.html(identityPage({ ...page, ...chosen, typed: form }), 400);
  const { outcome, identity } = chosen;
  const { request } = pending;
  if (outcome === "pending") return c.html(pendingPage(page));
  if (outcome === "capacity") throw new AuthorizationError(request, "temporarily_unavailable", "");
  if (outcome === "cancelled" || outcome === "session-lost") {
    throw new AuthorizationError(request, "access_denied", accessDenied);
  }
  return sendCode(c, provider, { request, session, account: { ...person, identity } });
}
