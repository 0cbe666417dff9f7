/**
 * What the pages of email-alert-frontend have in common.
 *
 * @module
 */
import { html } from "hono/html";
import { type Html, page, serviceNavigation } from "../../common/page.ts";

const none = html``;

/**
 * A page.
 *
 * @param byAccount for whoever is signed in by the account: it gets the account's links
 */
export function layout(title: string, main: Html, byAccount = false): Html {
  const service = "Mock GOV.UK emails";
  if (!byAccount) return page({ title, service, main });
  const links = [
    { text: "Account", href: "/account/home" },
    { text: "Sign out", href: "/sign-out" },
  ];
  return page({ title, service, main, navigation: serviceNavigation("Account", links) });
}

/** A form; it carries the token without which it is not taken. */
export function form(action: string, formToken: string, fields: Html): Html {
  return html`<form method="post" action="${action}" novalidate>
${hidden("authenticity_token", formToken)}
${fields}
</form>`;
}

/** A field that nobody sees. */
export function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}">`;
}

/** A button that sends a form. */
export function button(text: string, isWarning = false): Html {
  return html`<button type="submit" class="govuk-button${isWarning ? " govuk-button--warning" : ""}">${text}</button>`;
}

/** A link back. */
export function backLink(href: string): Html {
  return html`<a href="${href}" class="govuk-back-link">Back</a>`;
}

/** What is wrong, above the heading. @param field the id of what to correct */
export function errorSummary(error: string | undefined, field: string): Html {
  if (error === undefined) return none;
  return html`<div class="govuk-error-summary"><div role="alert">
<h2 class="govuk-error-summary__title">There is a problem</h2>
<div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list"><li><a href="#${field}">${error}</a></li></ul></div>
</div></div>`;
}

/** A field for an email address. */
export function addressField(
  name: string,
  label: string,
  value: string | undefined,
  error: string | undefined,
): Html {
  const isWrong = error !== undefined;
  return html`<div class="govuk-form-group${isWrong ? " govuk-form-group--error" : ""}">
<label class="govuk-label" for="${name}">${label}</label>
${isWrong ? errorMessage(name, error) : ""}
<input class="govuk-input${isWrong ? " govuk-input--error" : ""}" id="${name}" name="${name}" type="email" spellcheck="false" autocomplete="email" value="${value ?? ""}"${isWrong ? html` aria-describedby="${name}-error"` : ""}>
</div>`;
}

/** What is wrong, at the field. */
export function errorMessage(name: string, error: string): Html {
  return html`<p id="${name}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> ${error}</p>`;
}

/** The link to the emails that were not sent; nothing when nobody said where they are. */
export function outboxLink(outboxUrl: string | undefined): Html {
  if (outboxUrl === undefined) return none;
  return html`<p class="govuk-inset-text">No email is sent: <a class="govuk-link" href="${outboxUrl}">read it in the outbox</a>.</p>`;
}
