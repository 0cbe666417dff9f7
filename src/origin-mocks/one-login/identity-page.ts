/**
 * The pages after signing in: proving an identity, of which the outcome is chosen, and the notice of how
 * data is shared.
 *
 * @module
 */
import { html } from "hono/html";
import { type Html, page } from "../common/page.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { noErrors, radios, textField } from "./form-parts.ts";
import { languageSwitch } from "./language-switch.ts";
import { formPage, type SignInPage } from "./sign-in-page.ts";
import { textsOf } from "./texts.ts";

/** What can come of an identity check. */
export const outcomes = [
  "proved",
  "lower",
  "return-code",
  "cancelled",
  "session-lost",
  "capacity",
  "pending",
] as const;
export type Outcome = (typeof outcomes)[number];

/** The page that stands for the whole identity check. */
export function identityPage(of: SignInPage): Html {
  const texts = textsOf(of.language);
  const { errors = noErrors } = of;
  const labels: Record<Outcome, string> = {
    proved: texts.outcomeProved,
    lower: texts.outcomeLower,
    "return-code": texts.outcomeReturnCode,
    cancelled: texts.outcomeCancelled,
    "session-lost": texts.outcomeSessionLost,
    capacity: texts.outcomeCapacity,
    pending: texts.outcomePending,
  };
  const choices = outcomes.map((value) => ({ value, label: labels[value], isChecked: value === "proved" }));
  return formPage(of, {
    heading: texts.identityHeading,
    action: "/prove-identity",
    intro: html`<p class="govuk-body"><strong>${of.request.client.ClientName}</strong> ${texts.identityAsks}</p>`,
    fields: [
      radios(texts, "outcome", texts.outcome, choices, errors),
      textField(texts, { name: "codes", label: texts.returnCodes, value: "A" }, errors),
    ],
  });
}

/** The page for somebody who goes on in person. */
export function pendingPage({ id, language, brand, request }: SignInPage): Html {
  const texts = textsOf(language);
  const landingPage = request.client.LandingPageUrl;
  const main = html`<h1 class="govuk-heading-l">${texts.pendingHeading}</h1>
<p class="govuk-body">${texts.pendingText}</p>
${landingPage === undefined ? html`<p class="govuk-body">${texts.pendingNoLink}</p>` : html`<p class="govuk-body"><a class="govuk-link" href="${landingPage}">${texts.pendingLink}</a></p>`}`;
  const navigation = languageSwitch(language, `/prove-identity/in-person?request=${id}`);
  return page({ title: texts.pendingHeading, service: brand, language, navigation, main });
}

/** The notice of 2022, shown the first time that a service asks for these scopes. */
export function sharingPage(of: SignInPage, { scopes, claims }: AuthorizationRequest): Html {
  const texts = textsOf(of.language);
  const shared = [
    texts.sharedSubject,
    ...(scopes.includes("email") ? [texts.sharedEmail] : []),
    ...(scopes.includes("phone") ? [texts.sharedPhone] : []),
    ...(claims.length > 0 ? [texts.sharedIdentity] : []),
  ];
  return formPage(of, {
    heading: texts.sharingHeading,
    action: "/share",
    intro: html`<p class="govuk-body"><strong>${of.request.client.ClientName}</strong> ${texts.sharingText}</p>
<ul class="govuk-list govuk-list--bullet">${shared.map((what) => html`<li>${what}</li>`)}</ul>`,
    fields: [],
  });
}
