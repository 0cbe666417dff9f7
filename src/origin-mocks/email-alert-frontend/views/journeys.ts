/**
 * Where to begin: a page of the mock alone, with a way into each journey.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import { hidden, layout, outboxLink } from "./layout.ts";

/** What there is to subscribe to. */
export interface Beginnings {
  readonly topics: readonly { readonly title: string; readonly slug: string }[];
  /** Pages that a list is about. */
  readonly signups: readonly { readonly title: string; readonly url: string }[];
  readonly pages: readonly { readonly title: string; readonly path: string }[];
  readonly outboxUrl: string | undefined;
}

/** The journeys. */
export function journeys({ topics, signups, pages, outboxUrl }: Beginnings): Html {
  const main = html`<h1 class="govuk-heading-l">Emails from GOV.UK</h1>
${outboxLink(outboxUrl)}
<h2 class="govuk-heading-m">Manage what you get</h2>
<ul class="govuk-list">
<li><a class="govuk-link" href="/email/manage">Manage your emails</a></li>
<li><a class="govuk-link" href="/email/manage?from=your-services">The same, coming from One Login’s list of services</a></li>
</ul>
<h2 class="govuk-heading-m">Subscribe to a topic</h2>
<ul class="govuk-list">
${topics.map(({ title, slug }) => html`<li><a class="govuk-link" href="/email/subscriptions/new?topic_id=${encodeURIComponent(slug)}">${title}</a></li>`)}
</ul>
<h2 class="govuk-heading-m">Sign up at a page of its own</h2>
<ul class="govuk-list">
${signups.map(({ title, url }) => html`<li><a class="govuk-link" href="${url}/email-signup">${title}</a></li>`)}
${pages.map(({ title, path }) => html`<li><a class="govuk-link" href="/email-signup?link=${encodeURIComponent(path)}">${title}</a></li>`)}
</ul>
<h2 class="govuk-heading-m">Subscribe to a page, or unsubscribe from it</h2>
${pages.map(
  ({ title, path }) => html`<form method="post" action="/email/subscriptions/single-page/new">
${hidden("base_path", path)}
<button type="submit" class="govuk-button govuk-button--secondary">${title}</button>
</form>`,
)}`;
  return layout("Emails from GOV.UK", main);
}
