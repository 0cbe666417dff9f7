/**
 * The page where a person would type an email address, a password and a code: here they pick who to be.
 *
 * @module
 */
import { html } from "hono/html";
import { type Html, page } from "../common/page.ts";
import type { Person } from "../world.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";

/** What the sign-in page shows. */
export interface SignInPage {
  /** Under which the pending request is kept; all that the form carries of it. */
  readonly id: string;
  readonly request: Pick<AuthorizationRequest, "client" | "loginHint">;
  readonly people: readonly Person[];
  /** Whether the form came back without a choice. */
  readonly nobodyChosen?: boolean;
}

const service = "GOV.UK One Login";
const heading = "Create your GOV.UK One Login or sign in";
const error = "Select who you want to sign in as";

/** The page with the list of people. */
export function signInPage({ id, request, people, nobodyChosen = false }: SignInPage): Html {
  const title = nobodyChosen ? `Error: ${heading}` : heading;
  const main = html`<div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
${nobodyChosen ? errorSummary() : ""}
<h1 class="govuk-heading-l">${heading}</h1>
<p class="govuk-body"><strong>${request.client.ClientName}</strong> asks you to sign in.</p>
<form action="/sign-in" method="post" novalidate>
<input type="hidden" name="request" value="${id}">
<div class="govuk-form-group ${nobodyChosen ? "govuk-form-group--error" : ""}">
<fieldset class="govuk-fieldset" ${nobodyChosen ? html`aria-describedby="person-error"` : ""}>
<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">Who do you want to sign in as?</legend>
${nobodyChosen ? html`<p id="person-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> ${error}</p>` : ""}
<div class="govuk-radios">${people.map((person, index) => radio(person, index, request.loginHint))}</div>
</fieldset>
</div>
<button type="submit" class="govuk-button">Continue</button>
</form>
</div></div>`;
  return page({ title, service, main });
}

/** The page for a form that was left open for longer than the request is kept. */
export function expiredPage(): Html {
  const main = html`<h1 class="govuk-heading-l">Your sign in has expired</h1>
<p class="govuk-body">Go back to the service you came from and start again.</p>`;
  return page({ title: "Your sign in has expired", service, main });
}

function errorSummary(): Html {
  return html`<div class="govuk-error-summary"><div role="alert">
<h2 class="govuk-error-summary__title">There is a problem</h2>
<div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list">
<li><a href="#person">${error}</a></li>
</ul></div>
</div></div>`;
}

function radio(person: Person, index: number, loginHint: string | undefined): Html {
  // The first one is the target of the error summary's link.
  const id = index === 0 ? "person" : `person-${index + 1}`;
  const hinted = [person.id, person.email].some((name) => name.toLowerCase() === loginHint?.toLowerCase());
  return html`<div class="govuk-radios__item">
<input class="govuk-radios__input" id="${id}" name="person" type="radio" value="${person.id}" aria-describedby="${id}-hint" ${hinted ? "checked" : ""}>
<label class="govuk-label govuk-radios__label" for="${id}">${person.name}</label>
<div id="${id}-hint" class="govuk-hint govuk-radios__hint">${person.email}</div>
</div>`;
}
