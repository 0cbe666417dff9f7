/**
 * The pages for signing in to manage emails.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import { addressField, backLink, button, errorSummary, form, hidden, layout, outboxLink } from "./layout.ts";

/** What the first page shows. */
export interface SignIn {
  readonly address: string | undefined;
  readonly formToken: string;
  readonly error: string | undefined;
}

/** The question for the address. */
export function signIn({ address, formToken, error }: SignIn): Html {
  const fields = html`${addressField("address", "Email address", address, error)}
${button("Continue")}`;
  const main = html`${errorSummary(error, "address")}
<h1 class="govuk-heading-l">Manage your GOV.UK emails</h1>
<p class="govuk-body">Enter the address that the emails go to. A link to sign in by is sent there.</p>
${form("/email/manage/authenticate", formToken, fields)}
<p class="govuk-body">You can also <a class="govuk-link" href="/email/manage/authenticate/account">sign in with GOV.UK One Login</a>.</p>`;
  return layout(error === undefined ? "Manage your emails" : "Error: Manage your emails", main);
}

/** A link is on its way. */
export function checkInbox(address: string, outboxUrl: string | undefined): Html {
  const main = html`<h1 class="govuk-heading-l">Check your inbox</h1>
<p class="govuk-body govuk-!-text-break-word">A link to manage your emails was sent to ${address}. It works for seven days.</p>
${outboxLink(outboxUrl)}`;
  return layout("Check your inbox", main);
}

/** Nobody is known under the address. */
export function notSubscribed(address: string): Html {
  const main = html`${backLink("/email/manage/authenticate")}
<h1 class="govuk-heading-l">You’re not subscribed to any GOV.UK emails</h1>
<p class="govuk-body govuk-!-text-break-word">Nothing goes to ${address}.</p>`;
  return layout("You’re not subscribed", main);
}

/**
 * An account has the address, so a link would not do.
 *
 * @param action where the button leads
 * @param fields what it brings along
 */
export function useAccount(
  action: string,
  fields: Readonly<Record<string, string>>,
  formToken: string,
): Html {
  const inputs = html`${Object.entries(fields).map(([name, value]) => hidden(name, value))}
${button("Sign in to GOV.UK One Login")}`;
  const main = html`<h1 class="govuk-heading-l">You have a GOV.UK One Login</h1>
<p class="govuk-body">Sign in with it to go on.</p>
${form(action, formToken, inputs)}`;
  return layout("You have a GOV.UK One Login", main);
}
