/**
 * The pages that are the same for everybody: home, /sign-in, and what is shown when something is wrong.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import type { DemonstrationPage } from "../../world.ts";
import { varyInWords } from "./demonstration.ts";
import { layout } from "./layout.ts";

/** The home page, with the demonstration pages and how each varies. */
export function home(pages: readonly DemonstrationPage[]): Html {
  const main = html`<h1 class="govuk-heading-l">Pages that know the account, and pages that do not</h1>
<p class="govuk-body">Each page shows how it depends on whether, and as whom, you are signed in.
This one does not: it sends no Vary, and one copy serves everybody.</p>
<dl class="govuk-summary-list">
${pages.map(
  (page) => html`<div class="govuk-summary-list__row">
<dt class="govuk-summary-list__key"><a class="govuk-link" href="${page.path}">${page.title}</a></dt>
<dd class="govuk-summary-list__value">
<p class="govuk-body">${page.summary}</p>
<p class="govuk-body">Varies on: ${varyInWords(page)}. Kept for ${page.maxAge} seconds.</p>
</dd>
</div>`,
)}
</dl>
<p class="govuk-body"><a class="govuk-link" href="/account">Sign in</a>, or <a class="govuk-link" href="/sign-out">sign out</a>.</p>`;
  return layout("Home", main);
}

/** An ordinary help page; it signs nobody in. */
export function signInHelp(): Html {
  const main = html`<h1 class="govuk-heading-l">Sign in to a service</h1>
<p class="govuk-body">Services and accounts have their own ways to sign in. Choose what you need.</p>
<ul class="govuk-list govuk-list--bullet">
<li><a class="govuk-link" href="/account">Your GOV.UK One Login</a></li>
<li><a class="govuk-link" href="/">Pages of this demonstration</a></li>
</ul>`;
  return layout("Sign in to a service", main);
}

/** 404. */
export function notFound(): Html {
  const main = html`<h1 class="govuk-heading-l">Page not found</h1>
<p class="govuk-body">If you typed the web address, check it is correct.</p>
<p class="govuk-body">If you pasted the web address, check you copied all of it.</p>
<p class="govuk-body"><a class="govuk-link" href="/">All demonstration pages</a></p>`;
  return layout("Page not found", main);
}

/** 500. */
export function problem(): Html {
  const main = html`<h1 class="govuk-heading-l">Sorry, there is a problem with the service</h1>
<p class="govuk-body">Try again later.</p>`;
  return layout("Sorry, there is a problem with the service", main);
}
