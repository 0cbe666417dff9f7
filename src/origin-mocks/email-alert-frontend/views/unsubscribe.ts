/**
 * The pages for ending one subscription.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import { button, form, layout } from "./layout.ts";

/** The question. @param token of the email's link, if there was one */
export function ask(id: string, title: string, token: string | undefined, formToken: string): Html {
  const query = token === undefined ? "" : `?${new URLSearchParams({ token })}`;
  const main = html`<h1 class="govuk-heading-l">Are you sure you want to unsubscribe?</h1>
<p class="govuk-body">You will get no more emails about ${title}.</p>
${form(`/email/unsubscribe/${id}${query}`, formToken, button("Unsubscribe", true))}`;
  return layout("Unsubscribe", main);
}

/** It ended before. */
export function already(title: string): Html {
  const main = html`<h1 class="govuk-heading-l">You’ve already unsubscribed</h1>
<p class="govuk-body">You get no emails about ${title}.</p>`;
  return layout("You’ve already unsubscribed", main);
}

/** It has ended now. */
export function done(title: string): Html {
  const main = html`<h1 class="govuk-heading-l">You’ve been unsubscribed</h1>
<p class="govuk-body">You will get no more emails about ${title}. It can take up to an hour.</p>`;
  return layout("You’ve been unsubscribed", main);
}
