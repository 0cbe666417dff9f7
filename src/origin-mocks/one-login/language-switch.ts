/**
 * The link on every page that shows it in the other language.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html, Language } from "../common/page.ts";

const names: Record<Language, string> = { en: "English", cy: "Cymraeg" };
const labels: Record<Language, string> = { en: "Language", cy: "Iaith" };

/**
 * The Design System has no component for it; One Login shows both languages, and links to the other.
 *
 * @param path this page, without `lng`
 */
export function languageSwitch(language: Language, path: string): Html {
  const other = language === "en" ? "cy" : "en";
  const join = path.includes("?") ? "&" : "?";
  const link = html`<a class="govuk-link" lang="${other}" hreflang="${other}" rel="alternate" href="${`${path}${join}lng=${other}`}">${names[other]}</a>`;
  const here = html`<span aria-current="true">${names[language]}</span>`;
  return html`<nav class="govuk-width-container" aria-label="${labels[language]}">
<p class="govuk-body-s govuk-!-margin-top-2 govuk-!-margin-bottom-0">${language === "en" ? html`${here} | ${link}` : html`${link} | ${here}`}</p>
</nav>`;
}
