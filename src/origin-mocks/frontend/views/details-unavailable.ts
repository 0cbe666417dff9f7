/**
 * What a page says when it cannot find out who is looking.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import { layout } from "./layout.ts";

/** Answers 503 in place of a page that greets people. */
export function detailsUnavailable(title: string): Html {
  const main = html`<h1 class="govuk-heading-l">Sorry, your account details cannot be shown now</h1>
<p class="govuk-body">account-api did not answer, so the page “${title}” does not know who you are.</p>
<p class="govuk-body">Try again later. <a class="govuk-link" href="/">All demonstration pages</a></p>`;
  return layout("Account details cannot be shown", main);
}
