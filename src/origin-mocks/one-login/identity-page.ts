/**
 * The pages after signing in: proving an identity, of which the outcome is chosen, and the notice of how
 * data is shared.
 *
 * @module
 */
import { html } from "hono/html";
import { type Html, page } from "../common/page.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { type ExamplePart, exampleParts, examplePeopleCount, type PartName } from "./example-data.ts";
import { type Choice, noErrors, radios, select, textField } from "./form-parts.ts";
import { type IdentityTexts, identityTextsOf } from "./identity-texts.ts";
import { languageSwitch } from "./language-switch.ts";
import { formPage, type SignInPage } from "./sign-in-page.ts";
import { textsOf } from "./texts.ts";

/** What can come of an identity check. */
export const outcomes = [
  "proved",
  "proved-with-codes",
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
  const texts = identityTextsOf(of.language);
  const common = textsOf(of.language);
  const { errors = noErrors, typed } = of;
  const labels: Record<Outcome, string> = {
    proved: texts.proved,
    "proved-with-codes": texts.provedWithCodes,
    lower: texts.lower,
    "return-code": texts.returnCode,
    cancelled: texts.cancelled,
    "session-lost": texts.sessionLost,
    capacity: texts.capacity,
    pending: texts.pending,
  };
  const chosen = typed?.get("outcome") ?? "proved";
  const choices = outcomes.map((value) => ({ value, label: labels[value], isChecked: value === chosen }));
  return formPage(of, {
    heading: texts.heading,
    action: "/prove-identity",
    intro: html`<p class="govuk-body"><strong>${of.request.client.ClientName}</strong> ${texts.asks}</p>`,
    fields: [
      radios(common, "outcome", texts.outcome, choices, errors),
      textField(
        common,
        { name: "codes", label: texts.returnCodes, value: typed?.get("codes") ?? "A" },
        errors,
      ),
      html`<h2 class="govuk-heading-m">${texts.parts}</h2>`,
      ...partsToChoose(of, texts),
      html`<h2 class="govuk-heading-m">${texts.details}</h2>`,
      ...(["documentNumber", "birthDate"] as const).map((name) =>
        textField(
          common,
          { name, label: texts[name], hint: texts[`${name}Hint`], value: typed?.get(name) ?? "" },
          errors,
        ),
      ),
    ],
  });
}

/** The lists of what can be proved in place of what is known. */
function partsToChoose({ language, errors = noErrors, typed }: SignInPage, texts: IdentityTexts): Html[] {
  const asKnown = { value: "", label: texts.asKnown };
  const options = (parts: readonly ExamplePart[]): Choice[] =>
    parts.map(({ id, label }) => ({ value: id, label: label[language] }));
  const list = (name: PartName, groups: { label: string; options: readonly Choice[] }[]) => {
    const value = typed?.get(name);
    const all = { name, label: texts[name], groups, ...(value !== undefined && { value }) };
    return select(textsOf(language), all, errors);
  };
  const people = options(exampleParts.name.slice(0, examplePeopleCount));
  const shapes = options(exampleParts.name.slice(examplePeopleCount));
  const none = { value: "none", label: texts.none };
  const documents = ["addresses", "passport", "drivingPermit"] as const;
  return [
    list("name", [
      { label: "", options: [asKnown] },
      { label: texts.shapes, options: shapes },
      { label: texts.people, options: people },
    ]),
    ...documents.map((name) =>
      list(name, [{ label: "", options: [asKnown, none, ...options(exampleParts[name])] }]),
    ),
  ];
}

/** The page for somebody who goes on in person. */
export function pendingPage({ id, language, brand, request }: SignInPage): Html {
  const texts = identityTextsOf(language);
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
