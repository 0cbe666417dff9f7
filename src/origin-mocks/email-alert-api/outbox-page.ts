/**
 * The outbox as a page: every email, newest first, with links to follow.
 *
 * @module
 */
import { html } from "hono/html";
import { type Html, page } from "../common/page.ts";
import type { Email } from "./outbox.ts";

const timeFormat = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "long",
  timeStyle: "medium",
  timeZone: "UTC",
});

/** @param emails oldest first */
export function outboxPage(emails: readonly Email[]): Html {
  const main = html`<h1 class="govuk-heading-l">Emails that would have been sent</h1>
${
  emails.length === 0
    ? html`<p class="govuk-body">There are none yet. Subscribe to something, or ask for a link to manage your emails.</p>`
    : emails.toReversed().map(summaryCard)
}
<p class="govuk-body"><a class="govuk-link" href="/__mock/outbox.json">The same as JSON</a></p>`;
  return page({ title: "Outbox", service: "Mock email-alert-api", home: "/__mock/outbox", main });
}

function summaryCard({ id, address, subject, createdAt, paragraphs, links }: Email): Html {
  const at = new Date(createdAt);
  return html`<div class="govuk-summary-card" id="email-${id}">
<div class="govuk-summary-card__title-wrapper"><h2 class="govuk-summary-card__title govuk-!-text-break-word">${subject}</h2></div>
<div class="govuk-summary-card__content">
<p class="govuk-body-s govuk-!-text-break-word">To ${address}, <time datetime="${at.toISOString()}">${timeFormat.format(at)} UTC</time></p>
${paragraphs.map((paragraph) => html`<p class="govuk-body govuk-!-text-break-word">${paragraph}</p>`)}
${links.length === 0 ? "" : html`<ul class="govuk-list">${links.map(({ text, href }) => html`<li><a class="govuk-link" href="${href}">${text}</a></li>`)}</ul>`}
</div>
</div>`;
}
