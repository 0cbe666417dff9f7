/**
 * The page on which a client is edited.
 *
 * @module
 */
import { html } from "hono/html";
import { type Html, type Language, page } from "../common/page.ts";
import {
  choiceFields,
  type lineFields,
  listFields,
  setFields,
  switchFields,
  type WantedClient,
} from "./client-form.ts";
import { type ClientTexts, clientTexts } from "./client-texts.ts";
import { checkboxes, errorSummary, noErrors, radios, textArea, textField } from "./form-parts.ts";
import { languageSwitch } from "./language-switch.ts";
import { textsOf } from "./texts.ts";

/** What the page knows. */
interface ClientPage {
  readonly brand: string;
  readonly language: Language;
  /** What the fields show. */
  readonly wanted: WantedClient;
  /** Under which the client is known now; empty for a new one. */
  readonly original: string;
  /** What is wrong, by field. */
  readonly errors?: ReadonlyMap<string, string>;
  /** What was pasted. */
  readonly pasted?: string;
}

/** The whole page. */
export function clientPage(of: ClientPage): Html {
  const { brand, language, original, pasted = "", errors = noErrors } = of;
  const texts = clientTexts(language);
  const common = textsOf(language);
  const title = errors.size > 0 ? `${common.error}: ${texts.heading}` : texts.heading;
  const hidden = html`<input type="hidden" name="original" value="${original}">`;
  const main = html`<link rel="stylesheet" href="/control-room.css"><div class="govuk-grid-row"><div class="govuk-grid-column-two-thirds">
<a class="govuk-back-link" href="/control#clients">${texts.back}</a>
${errorSummary(common, errors)}
<h1 class="govuk-heading-l">${texts.heading}</h1>
<p class="govuk-body">${texts.intro}</p>
<form action="/control/clients" method="post" novalidate>${hidden}
${fields(of, texts, errors)}
<button type="submit" class="govuk-button">${texts.save}</button>
</form>
<details class="govuk-details" ${errors.has("client") ? "open" : ""}>
<summary class="govuk-details__summary"><span class="govuk-details__summary-text">${texts.paste}</span></summary>
<div class="govuk-details__text"><form action="/control/clients" method="post" novalidate>${hidden}
${textArea(common, { name: "client", label: "JSON", hint: texts.pasteHint, value: pasted, rows: 12 }, errors)}
<button type="submit" class="govuk-button govuk-button--secondary">${texts.take}</button>
</form></div>
</details>
${original === "" ? "" : html`<form action="/control/clients/remove" method="post">${hidden}<button type="submit" class="govuk-button govuk-button--warning">${texts.remove}</button></form>`}
</div></div>`;
  const path = `/control/clients?${new URLSearchParams({ id: original })}`;
  return page({ title, service: brand, language, navigation: languageSwitch(language, path), main });
}

function fields({ wanted, language }: ClientPage, texts: ClientTexts, errors: ReadonlyMap<string, string>) {
  const common = textsOf(language);
  const list = (name: string) => (Array.isArray(wanted[name]) ? wanted[name].map(String) : []);
  const line = (name: (typeof lineFields)[number]) =>
    textField(common, { name, label: name, hint: texts[name], value: shown(name, wanted[name]) }, errors);
  const lines = (name: (typeof listFields)[number]) => {
    const hint = `${texts[name]} ${texts.lines}`;
    return textArea(common, { name, label: name, hint, value: list(name).join("\n"), rows: 3 }, errors);
  };
  const set = (name: keyof typeof setFields) => {
    const boxes = setFields[name].map((value) => ({
      name: `${name}.${value}`,
      label: value,
      isChecked: list(name).includes(value),
    }));
    return checkboxes(common, { name, question: name, hint: texts[name] }, boxes, errors);
  };
  const choice = (name: keyof typeof choiceFields) => {
    const choices = choiceFields[name].map((value) => ({
      value,
      label: value,
      isChecked: wanted[name] === value,
    }));
    return radios(common, name, name, choices, errors, { size: "s", hint: texts[name] });
  };
  const key = shown("PublicKey", wanted.PublicKey);
  return [
    line("ClientID"),
    line("ClientName"),
    ...listFields.map(lines),
    set("Scopes"),
    set("Claims"),
    set("ClientLoCs"),
    choice("TokenAuthMethod"),
    choice("PublicKeySource"),
    textArea(
      common,
      { name: "PublicKey", label: "PublicKey", hint: texts.PublicKey, value: key, rows: 5 },
      errors,
    ),
    line("JwksUrl"),
    line("ClientSecret"),
    choice("IdTokenSigningAlgorithm"),
    choice("SubjectType"),
    line("SectorIdentifierUri"),
    line("LandingPageUrl"),
    line("BackChannelLogoutUri"),
    switches(wanted, texts, language, errors),
  ];
}

function switches(
  wanted: WantedClient,
  texts: ClientTexts,
  language: Language,
  errors: ReadonlyMap<string, string>,
): Html {
  const boxes = switchFields.map((name) => ({
    name,
    label: `${name}: ${texts[name]}`,
    isChecked: wanted[name] === true,
  }));
  // The first of them is the only one that a tick can make wrong, so the group has its name.
  const group = { name: switchFields[0], question: texts.switches, hint: texts.switchesHint };
  return checkboxes(textsOf(language), group, boxes, errors);
}

/** A hash of a secret is never shown. */
function shown(name: string, value: unknown): string {
  return typeof value === "string" && name !== "ClientSecret" ? value : "";
}
