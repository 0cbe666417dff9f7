/**
 * The pages of signing in: pick who to be, or go step by step with an email address, a password and a
 * security code.
 *
 * @module
 */
import { html } from "hono/html";
import { type Html, type Language, page } from "../common/page.ts";
import { type Account, isMeant } from "./accounts.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { codeTextsOf } from "./code-texts.ts";
import { errorSummary, type Field, noErrors, radios, textField } from "./form-parts.ts";
import type { SentCode } from "./inbox.ts";
import { languageSwitch } from "./language-switch.ts";
import { type Texts, textsOf } from "./texts.ts";

/** What every page of a sign-in knows. */
export interface SignInPage {
  /** Under which the pending request is kept; all that the form carries of it. */
  readonly id: string;
  readonly request: Pick<AuthorizationRequest, "client" | "loginHint">;
  readonly language: Language;
  /** What the service is called at this date. */
  readonly brand: string;
  /** What is wrong with the form that came back, by field. */
  readonly errors?: ReadonlyMap<string, string>;
  /** What was typed, by field. */
  readonly typed?: ReadonlyMap<string, string>;
}

interface FormPage {
  readonly heading: string;
  readonly action: string;
  readonly intro?: Html | "";
  readonly fields: Html | Html[];
  /** A button beside the one that goes on. */
  readonly otherButton?: { readonly name: string; readonly text: string };
  readonly after?: Html | "";
}

/** A page with a heading and one form. */
export function formPage(of: SignInPage, form: FormPage): Html {
  const texts = textsOf(of.language);
  const { errors = noErrors } = of;
  const { otherButton: other } = form;
  const title = errors.size > 0 ? `${texts.error}: ${form.heading}` : form.heading;
  const main = html`<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
${errorSummary(texts, errors)}
<h1 class="govuk-heading-l">${form.heading}</h1>
${form.intro ?? ""}
<form action="${form.action}" method="post" novalidate>
<input type="hidden" name="request" value="${of.id}">
${form.fields}
<div class="govuk-button-group"><button type="submit" class="govuk-button">${texts.continue}</button>
${other ? html`<button type="submit" name="${other.name}" value="yes" class="govuk-button govuk-button--secondary">${other.text}</button>` : ""}</div>
</form>
${form.after ?? ""}
</div></div>`;
  const navigation = languageSwitch(of.language, `${form.action}?request=${of.id}`);
  return page({ title, service: of.brand, language: of.language, navigation, main });
}

/** The page with the list of people. */
export function signInPage(of: SignInPage, people: readonly Account[]): Html {
  const texts = textsOf(of.language);
  const choices = people.map((person) => ({
    value: person.id,
    label: person.name,
    hint: person.email,
    isChecked: isMeant(person, of.request.loginHint),
  }));
  return formPage(of, {
    heading: texts.heading,
    action: "/sign-in",
    intro: html`<p class="govuk-body"><strong>${of.request.client.ClientName}</strong> ${texts.asks}</p>`,
    fields: radios(texts, "person", texts.who, choices, of.errors ?? noErrors),
    after: html`<ul class="govuk-list">
<li>${link("/create-account", of.id, texts.createLink)}</li>
<li>${link("/sign-in/email", of.id, texts.emailLink)}</li>
</ul>`,
  });
}

function link(path: string, id: string, text: string): Html {
  return html`<a class="govuk-link" href="${path}?request=${id}">${text}</a>`;
}

function fields(of: SignInPage, texts: Texts, list: readonly Field[]): Html[] {
  return list.map((field) => {
    const typed = field.type === "password" ? undefined : of.typed?.get(field.name);
    return textField(texts, typed === undefined ? field : { ...field, value: typed }, of.errors ?? noErrors);
  });
}

/** The page for somebody new. */
export function createAccountPage(of: SignInPage): Html {
  const texts = textsOf(of.language);
  const codes = codeTextsOf(of.language);
  return formPage(of, {
    heading: texts.createHeading,
    action: "/create-account",
    fields: fields(of, texts, [
      { name: "name", label: texts.name, autocomplete: "name" },
      { name: "email", label: texts.email, type: "email", autocomplete: "email" },
      { name: "phone", label: codes.phone, hint: codes.phoneHint, type: "tel", autocomplete: "tel" },
      { name: "password", label: texts.password, type: "password", hint: texts.passwordHint },
    ]),
  });
}

/** The page for an email address and a password. */
export function emailPage(of: SignInPage): Html {
  const texts = textsOf(of.language);
  return formPage(of, {
    heading: texts.emailHeading,
    action: "/sign-in/email",
    fields: fields(of, texts, [
      { name: "email", label: texts.email, type: "email", autocomplete: "email" },
      { name: "password", label: texts.password, type: "password", hint: texts.passwordHint },
    ]),
  });
}

/** The page for the second factor; it shows what an authenticator app would. */
export function securityCodePage(
  of: SignInPage,
  app: { readonly code: string; readonly secret: string },
): Html {
  const texts = textsOf(of.language);
  const hint = html`${texts.codeHint} <strong>${app.code}</strong><br>${texts.secretHint} <code>${app.secret.replaceAll(/(.{4})(?=.)/g, "$1 ")}</code>`;
  return formPage(of, {
    heading: texts.codeHeading,
    action: "/security-code",
    fields: fields(of, texts, [{ name: "code", label: texts.code, hint, autocomplete: "one-time-code" }]),
  });
}

/** The page for a code that was sent, by text message or by email. */
export function sentCodePage(of: SignInPage, { way, to }: Pick<SentCode, "way" | "to">): Html {
  const texts = codeTextsOf(of.language);
  const hint = html`${texts.sentTo} ${to}. ${texts.whereItIs} <a class="govuk-link" href="/control/inbox" target="_blank" rel="noopener">${texts.inboxLink}</a>`;
  return formPage(of, {
    heading: way === "email" ? texts.emailHeading : texts.phoneHeading,
    action: way === "email" ? "/confirm-email" : "/security-code",
    fields: fields(of, textsOf(of.language), [
      { name: "code", label: texts.code, hint, autocomplete: "one-time-code" },
    ]),
    otherButton: { name: "again", text: texts.again },
  });
}

/** The page for a form that was left open for longer than the request is kept. */
export function expiredPage(language: Language, brand: string): Html {
  const texts = textsOf(language);
  const main = html`<h1 class="govuk-heading-l">${texts.expiredHeading}</h1>
<p class="govuk-body">${texts.expiredText}</p>`;
  const navigation = languageSwitch(language, "/sign-in");
  return page({ title: texts.expiredHeading, service: brand, language, navigation, main });
}
