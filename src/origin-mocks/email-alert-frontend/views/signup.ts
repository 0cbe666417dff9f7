/**
 * The pages for signing up to what a page is about.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import type { ContentItem } from "../content-items.ts";
import { button, hidden, layout } from "./layout.ts";

/** A page that can be signed up to. */
type Choice = Pick<ContentItem, "base_path" | "title">;

/** All of it, or a part? */
export function choose(page: Choice, branches: readonly Choice[]): Html {
  const question = "What do you want to get emails about?";
  const options = [{ ...page, title: `Everything about ${page.title}` }, ...branches];
  const main = html`<form method="get" action="/email-signup/confirm">
<div class="govuk-form-group"><fieldset class="govuk-fieldset">
<legend class="govuk-fieldset__legend govuk-fieldset__legend--l"><h1 class="govuk-fieldset__heading">${question}</h1></legend>
<div class="govuk-radios">
${options.map(
  ({ base_path, title }, index) => html`<div class="govuk-radios__item">
<input class="govuk-radios__input" id="link-${index}" name="link" type="radio" value="${base_path}"${index === 0 ? html` checked` : ""}>
<label class="govuk-label govuk-radios__label" for="link-${index}">${title}</label>
</div>`,
)}
</div>
</fieldset></div>
${button("Continue")}
</form>`;
  return layout(question, main);
}

/** What it is about, and the button that goes on to how often. */
export function confirm(
  { title, description }: Pick<ContentItem, "title" | "description">,
  { action, link }: { readonly action: string; readonly link?: string },
): Html {
  const main = html`<h1 class="govuk-heading-l">Get emails about ${title}</h1>
${description ? html`<p class="govuk-body">${description}</p>` : ""}
<form method="post" action="${action}">
${link === undefined ? "" : hidden("link", link)}
${button("Sign up")}
</form>`;
  return layout(`Get emails about ${title}`, main);
}
