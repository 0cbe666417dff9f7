/**
 * The pages for subscribing to a list.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import { inWords } from "../frequencies.ts";
import type { List } from "../upstream.ts";
import { frequencyRadios } from "./frequency-radios.ts";
import { addressField, backLink, button, errorSummary, form, hidden, layout, outboxLink } from "./layout.ts";

/** What both questions know. */
export interface Question {
  readonly topicId: string;
  readonly formToken: string;
  readonly error?: string;
}

/** How often? */
export function newFrequency({ title }: List, { topicId, formToken, error }: Question): Html {
  const question = "How often do you want to get emails?";
  const fields = html`${hidden("topic_id", topicId)}
${frequencyRadios("frequency", question, undefined, error)}
${button("Continue")}`;
  const main = html`${errorSummary(error, "frequency")}
<p class="govuk-body">Emails about ${title}</p>
${form("/email/subscriptions/frequency", formToken, fields)}`;
  return layout(error === undefined ? question : `Error: ${question}`, main);
}

/** Which address? */
export function newAddress(
  { title }: List,
  question: Question & { readonly frequency: string; readonly address: string | undefined },
): Html {
  const { topicId, formToken, frequency, address, error } = question;
  const fields = html`${hidden("topic_id", topicId)}
${hidden("frequency", frequency)}
${addressField("address", "Email address", address, error)}
${button("Continue")}`;
  const heading = "Enter your email address";
  const main = html`${backLink(`/email/subscriptions/new?topic_id=${encodeURIComponent(topicId)}`)}
${errorSummary(error, "address")}
<h1 class="govuk-heading-l">${heading}</h1>
<p class="govuk-body">You will get emails about ${title} ${inWords(frequency)}.</p>
${form("/email/subscriptions/verify", formToken, fields)}`;
  return layout(error === undefined ? heading : `Error: ${heading}`, main);
}

/** A link is on its way. */
export function checkEmail(address: string, outboxUrl: string | undefined): Html {
  const main = html`<h1 class="govuk-heading-l">Check your email</h1>
<p class="govuk-body govuk-!-text-break-word">Use the link that was sent to ${address} to confirm. It works for seven days.</p>
${outboxLink(outboxUrl)}`;
  return layout("Check your email", main);
}

/** The link came too late. */
export function expired(topicId: string, frequency: string): Html {
  const again = new URLSearchParams({ frequency, topic_id: topicId });
  const main = html`<h1 class="govuk-heading-l">This link has expired</h1>
<p class="govuk-body"><a class="govuk-link" href="/email/subscriptions/new?${again}">Get another one</a></p>`;
  return layout("This link has expired", main);
}
