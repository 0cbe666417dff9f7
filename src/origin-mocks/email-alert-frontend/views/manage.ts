/**
 * The pages for managing what one is subscribed to.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import { inWords } from "../frequencies.ts";
import type { Subscription } from "../upstream.ts";
import { frequencyRadios } from "./frequency-radios.ts";
import { addressField, backLink, button, errorSummary, form, layout } from "./layout.ts";

/** What the first page shows. */
export interface Managed {
  readonly address: string | null;
  readonly subscriptions: readonly Subscription[];
  readonly byAccount: boolean;
  readonly success: { readonly message: string; readonly description?: string | undefined } | undefined;
}

/** All subscriptions, and what can be done about them. */
export function index({ address, subscriptions, byAccount, success }: Managed): Html {
  const main = html`${success ? banner(success.message, success.description) : ""}
<h1 class="govuk-heading-l">Manage your GOV.UK emails</h1>
<p class="govuk-body govuk-!-text-break-word">Emails go to ${address ?? "nobody"}.</p>
${
  byAccount
    ? html`<p class="govuk-body">To change how you sign in, go to <a class="govuk-link" href="https://home.account.gov.uk/security">GOV.UK One Login</a>.</p>`
    : html`<p class="govuk-body"><a class="govuk-link" href="/email/manage/address">Change email address</a></p>`
}
${
  subscriptions.length === 0
    ? html`<p class="govuk-body">You are not subscribed to anything.</p>`
    : html`${subscriptions.map(card)}
<p class="govuk-body"><a class="govuk-link" href="/email/manage/unsubscribe-all">Unsubscribe from everything</a></p>`
}`;
  return layout("Manage your emails", main, byAccount);
}

function card({ id, frequency, subscriber_list: { title, url } }: Subscription): Html {
  return html`<div class="govuk-summary-card">
<div class="govuk-summary-card__title-wrapper"><h2 class="govuk-summary-card__title">${url ? html`<a class="govuk-link" href="${url}">${title}</a>` : title}</h2></div>
<div class="govuk-summary-card__content">
<p class="govuk-body">You get an email ${inWords(frequency)}.</p>
<ul class="govuk-list">
<li><a class="govuk-link" href="/email/manage/frequency/${id}">Change how often you get emails<span class="govuk-visually-hidden"> about ${title}</span></a></li>
<li><a class="govuk-link" href="/email/unsubscribe/${id}">Unsubscribe<span class="govuk-visually-hidden"> from ${title}</span></a></li>
</ul>
</div>
</div>`;
}

function banner(message: string, description: string | undefined): Html {
  return html`<div class="govuk-notification-banner govuk-notification-banner--success" role="alert" aria-labelledby="govuk-notification-banner-title">
<div class="govuk-notification-banner__header"><h2 class="govuk-notification-banner__title" id="govuk-notification-banner-title">Success</h2></div>
<div class="govuk-notification-banner__content">
<p class="govuk-notification-banner__heading govuk-!-text-break-word">${message}</p>
${description === undefined ? "" : html`<p class="govuk-body">${description}</p>`}
</div>
</div>`;
}

/** How often one subscription's emails come. */
export function frequency(subscription: Subscription, formToken: string, byAccount: boolean): Html {
  const { title } = subscription.subscriber_list;
  const question = `How often do you want to get emails about ${title}?`;
  const fields = html`${frequencyRadios("new_frequency", question, subscription.frequency, undefined)}
${button("Save")}`;
  const main = html`${backLink("/email/manage")}
${form(`/email/manage/frequency/${subscription.id}/change`, formToken, fields)}`;
  return layout(question, main, byAccount);
}

/** What the page for another address shows. */
export interface AddressChange {
  readonly current: string | null;
  readonly wanted?: string | undefined;
  readonly formToken: string;
  readonly error?: string;
}

/** Another address. */
export function address({ current, wanted, formToken, error }: AddressChange): Html {
  const fields = html`${addressField("new_address", "New email address", wanted, error)}
${button("Save")}`;
  const main = html`${backLink("/email/manage")}
${errorSummary(error, "new_address")}
<h1 class="govuk-heading-l">Change your email address</h1>
<p class="govuk-body govuk-!-text-break-word">Now it is ${current ?? "not known"}.</p>
${form("/email/manage/address/change", formToken, fields)}`;
  return layout(error === undefined ? "Change your email address" : "Error: Change your email address", main);
}

/** The question before everything ends. */
export function unsubscribeAll(formToken: string, byAccount: boolean): Html {
  const main = html`${backLink("/email/manage")}
<h1 class="govuk-heading-l">Are you sure you want to unsubscribe from everything?</h1>
${form("/email/manage/unsubscribe-all", formToken, button("Unsubscribe", true))}`;
  return layout("Unsubscribe from everything", main, byAccount);
}
