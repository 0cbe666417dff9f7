/**
 * The pages for subscribing while signed in.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import { inWords } from "../frequencies.ts";
import type { List, Subscription } from "../upstream.ts";
import { button, form, hidden, layout } from "./layout.ts";

/** What is to be confirmed. */
export interface Confirmation {
  readonly topicId: string;
  readonly list: List;
  readonly frequency: string;
  readonly returnToUrl: string | undefined;
  readonly address: string | null;
  /** What the address is subscribed to without belonging to the account yet. */
  readonly others: readonly Subscription[];
  readonly formToken: string;
}

/** The last question. */
export function confirm({
  topicId,
  list,
  frequency,
  returnToUrl,
  address,
  others,
  formToken,
}: Confirmation): Html {
  const fields = html`${hidden("topic_id", topicId)}
${hidden("frequency", frequency)}
${returnToUrl === undefined ? "" : hidden("return_to_url", returnToUrl)}
${button("Subscribe")}`;
  const main = html`<h1 class="govuk-heading-l">Confirm your subscription</h1>
<p class="govuk-body govuk-!-text-break-word">Emails about ${list.title} go to ${address ?? "your address"}, ${inWords(frequency)}.</p>
${
  others.length === 0
    ? ""
    : html`<p class="govuk-body">You have other subscriptions with this address. These will be moved to your GOV.UK account:</p>
<ul class="govuk-list govuk-list--bullet">${others.map(({ subscriber_list: { title } }) => html`<li>${title}</li>`)}</ul>`
}
${form("/email/subscriptions/account", formToken, fields)}`;
  return layout("Confirm your subscription", main, true);
}

/** For whoever pressed a page's button without being signed in. */
export function newForPage(topicId: string, formToken: string): Html {
  const fields = html`${hidden("topic_id", topicId)}
${button("Continue")}`;
  const main = html`<h1 class="govuk-heading-l">Get emails about this page</h1>
<p class="govuk-body">You need a GOV.UK One Login. You can create one on the next page if you have none.</p>
${form("/email/subscriptions/single-page/new-session", formToken, fields)}
<p class="govuk-body"><a class="govuk-link" href="/email/subscriptions/new?topic_id=${encodeURIComponent(topicId)}&amp;frequency=immediately">Get emails without it</a></p>`;
  return layout("Get emails about this page", main);
}
