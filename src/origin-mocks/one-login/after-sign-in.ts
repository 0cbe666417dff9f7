/**
 * The steps of somebody who is signed in: the notice of how data is shared, and proving an identity.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import type { Html } from "../common/page.ts";
import { type Account, type Identity, identityOf, unproved } from "./accounts.ts";
import { AuthorizationError } from "./authorization-error.ts";
import { accessDenied, sendCode } from "./completing.ts";
import { identityPage, type Outcome, outcomes, pendingPage, sharingPage } from "./identity-page.ts";
import { goOn, noticeOf } from "./journey.ts";
import { fromBody, fromQuery } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { currentSession } from "./sessions.ts";
import { onForm, type SentForm } from "./sign-in.ts";
import type { Session } from "./stores.ts";
import { textsOf } from "./texts.ts";

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
  const outcome = outcomes.find((one) => one === form.get("outcome"));
  if (!outcome || !person) {
    const errors = new Map([["outcome", textsOf(page.language).selectOutcome]]);
    return c.html(identityPage({ ...page, errors }), 400);
  }
  const { request } = pending;
  if (outcome === "pending") return c.html(pendingPage(page));
  if (outcome === "capacity") throw new AuthorizationError(request, "temporarily_unavailable", "");
  if (outcome === "cancelled" || outcome === "session-lost") {
    throw new AuthorizationError(request, "access_denied", accessDenied);
  }
  const account: Account = { ...person, identity: identityAfter(outcome, person, form.get("codes") ?? "") };
  return sendCode(c, provider, { request, session, account });
}

type Checked = Extract<Outcome, "proved" | "lower" | "return-code">;

function identityAfter(outcome: Checked, person: Account, codes: string): Identity {
  const known = identityOf(person);
  if (outcome === "proved") return { ...known, achieved: known.achieved === "P0" ? "P2" : known.achieved };
  if (outcome === "lower") return { ...unproved, achieved: "P1" };
  const letters = codes.toUpperCase().match(/[A-Z]/g) ?? [];
  return { ...unproved, returnCodes: letters.map((code) => ({ code })) };
}
