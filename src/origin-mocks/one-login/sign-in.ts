/**
 * Signing in on the pages: by picking somebody, or step by step.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { isMeant } from "./accounts.ts";
import { AuthorizationError } from "./authorization-error.ts";
import { goOn, pageOf, refuse, withErrors } from "./journey.ts";
import { languageOf, rememberLanguage } from "./language.ts";
import { fromBody, fromQuery, type RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { endSession, startSession } from "./sessions.ts";
import {
  createAccountPage,
  emailPage,
  expiredPage,
  type SignInPage,
  securityCodePage,
  signInPage,
} from "./sign-in-page.ts";
import type { PendingRequest } from "./stores.ts";
import { textsOf } from "./texts.ts";
import { codeAt, isRightCode, secretOf } from "./totp.ts";

/** A form that came back for a request that still waits. */
export interface SentForm {
  readonly form: RequestParameters;
  readonly id: string;
  readonly pending: PendingRequest;
  readonly page: SignInPage;
}

type Step = (c: Context, provider: Provider, sent: SentForm) => Response | Promise<Response>;

/** `/sign-in`, `/sign-in/email`, `/create-account` and `/security-code`. */
export function signIn(provider: Provider): Hono {
  const app = new Hono();
  const show = (path: string, step: Step) =>
    app.get(
      path,
      onForm(provider, step, (c) => fromQuery(c.req.url)),
    );
  const take = (path: string, step: Step) =>
    app.post(
      path,
      onForm(provider, step, (c) => fromBody(c.req)),
    );
  show("/sign-in", showPeople);
  take("/sign-in", pick);
  show("/create-account", (c, _provider, { page }) => c.html(createAccountPage(page)));
  take("/create-account", createAccount);
  show("/sign-in/email", (c, _provider, { page }) => c.html(emailPage(page)));
  take("/sign-in/email", takeEmail);
  show("/security-code", (c, _provider, { page, pending: { personId } }) =>
    personId === undefined ? c.html(emailPage(page)) : showCode(c, provider, page, personId),
  );
  take("/security-code", takeCode);
  return app;
}

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

const showPeople: Step = (c, { people }, { page }) => c.html(signInPage(page, [...people.values()]));

const pick: Step = (c, provider, { form, pending, page }) => {
  const person = provider.people.get(form.get("person") ?? "");
  if (person) return enter(c, provider, pending, person.id);
  const errors = new Map([["person", textsOf(page.language).selectWho]]);
  return c.html(signInPage({ ...page, errors }, [...provider.people.values()]), 400);
};

function enter(c: Context, provider: Provider, pending: PendingRequest, personId: string) {
  const { request, onlyPersonId = personId } = pending;
  if (onlyPersonId !== personId) {
    // Whoever cannot show that they are who is signed in, is signed out.
    endSession(c, provider);
    throw new AuthorizationError(request, "login_required", "Login required", "somebody else signed in");
  }
  const session = startSession(c, provider, personId, request.vector.credentialTrust);
  return goOn(c, provider, { request, session });
}

const createAccount: Step = (c, provider, sent) => {
  const { form, page } = sent;
  const texts = textsOf(page.language);
  const name = (form.get("name") ?? "").trim();
  const email = (form.get("email") ?? "").trim();
  const isTaken = [...provider.people.values()].some((person) => isMeant(person, email));
  const errors = new Map<string, string>();
  if (name === "") errors.set("name", texts.enterName);
  if (!z.email().safeParse(email).success) errors.set("email", texts.enterEmail);
  else if (isTaken) errors.set("email", texts.emailTaken);
  if (!form.get("password")) errors.set("password", texts.enterPassword);
  if (errors.size > 0) return c.html(createAccountPage({ ...page, errors, typed: form }), 400);
  const id = provider.randomText(16);
  provider.people.set(id, { id, name, email, emailVerified: true, phone: null });
  return afterPassword(c, provider, sent, id);
};

const takeEmail: Step = (c, provider, sent) => {
  const { form, page } = sent;
  const texts = textsOf(page.language);
  const email = (form.get("email") ?? "").trim();
  const person = [...provider.people.values()].find((one) => one.email.toLowerCase() === email.toLowerCase());
  const errors = new Map<string, string>();
  if (!person) errors.set("email", email === "" ? texts.enterEmail : texts.emailUnknown);
  if (!form.get("password")) errors.set("password", texts.enterPassword);
  if (!person || errors.size > 0) return c.html(emailPage({ ...page, errors, typed: form }), 400);
  return afterPassword(c, provider, sent, person.id);
};

/** A password is enough for the vector `Cl`; all others ask for a second factor. */
function afterPassword(c: Context, provider: Provider, { id, pending, page }: SentForm, personId: string) {
  const { request } = pending;
  if (request.vector.credentialTrust === "Cl") return enter(c, provider, pending, personId);
  provider.stores.pendingRequests.set(id, { ...pending, personId });
  return showCode(c, provider, page, personId);
}

async function showCode(c: Context, provider: Provider, page: SignInPage, personId: string, status?: 400) {
  const app = { code: await codeAt(personId, provider.seconds()), secret: await secretOf(personId) };
  return c.html(securityCodePage(page, app), status ?? 200);
}

const takeCode: Step = async (c, provider, { form, pending, page }) => {
  const { personId } = pending;
  if (personId === undefined) return c.html(emailPage(page), 400);
  if (await isRightCode(form.get("code") ?? "", personId, provider.seconds())) {
    return enter(c, provider, pending, personId);
  }
  const errors = new Map([["code", textsOf(page.language).enterCode]]);
  return showCode(c, provider, { ...page, errors }, personId, 400);
};
