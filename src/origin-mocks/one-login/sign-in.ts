/**
 * Signing in on the pages: by picking somebody, or step by step.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import { isMeant } from "./accounts.ts";
import { codeTextsOf } from "./code-texts.ts";
import { fromBody, fromQuery } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import {
  afterPassword,
  sendCode,
  showCode,
  showEmailCode,
  takeCode,
  takeEmailCode,
} from "./security-code.ts";
import { createAccountPage, emailPage, signInPage } from "./sign-in-page.ts";
import { enter, onForm, type Step } from "./sign-in-steps.ts";
import { textsOf } from "./texts.ts";

/** `/sign-in`, `/sign-in/email`, `/create-account`, `/confirm-email` and `/security-code`. */
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
  show("/confirm-email", showEmailCode);
  take("/confirm-email", takeEmailCode);
  show("/security-code", showCode);
  take("/security-code", takeCode);
  return app;
}

const showPeople: Step = (c, { people }, { page }) => c.html(signInPage(page, [...people.values()]));

const pick: Step = (c, provider, { form, pending, page }) => {
  const person = provider.people.get(form.get("person") ?? "");
  if (person) return enter(c, provider, pending, person.id);
  const errors = new Map([["person", textsOf(page.language).selectWho]]);
  return c.html(signInPage({ ...page, errors }, [...provider.people.values()]), 400);
};

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
  const phone = internationalNumber(form.get("phone") ?? "");
  if (!/^(?:\+[0-9]{8,15})?$/.test(phone)) errors.set("phone", codeTextsOf(page.language).enterPhone);
  if (errors.size > 0) return c.html(createAccountPage({ ...page, errors, typed: form }), 400);
  const newAccount = {
    name,
    email,
    phone: phone === "" ? null : phone,
    updatedAt: provider.seconds(),
    recreated: 0,
  };
  return sendCode(c, provider, { ...sent, pending: { ...sent.pending, newAccount } }, email);
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

/** As E.164 has it; a number without a country is of the United Kingdom. */
function internationalNumber(text: string): string {
  return text.replaceAll(/[\s()-]/g, "").replace(/^0(?=[1-9])/, "+44");
}
