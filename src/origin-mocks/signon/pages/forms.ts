/**
 * Parts of forms, after the GOV.UK Design System.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";

/** What is wrong, by the name of the field. */
export type Problems = Readonly<Record<string, string>>;

/** A form with one button. */
export interface FormOptions {
  readonly action: string;
  /** Anything but POST travels in a hidden field. */
  readonly method?: "post" | "put" | "patch" | "delete";
  readonly button: string;
  readonly isWarning?: boolean;
  readonly fields?: Html | readonly Html[];
}

/** A form that is sent without a script. */
export function form({ action, method = "post", button, isWarning = false, fields = [] }: FormOptions): Html {
  return html`<form action="${action}" method="post" novalidate>
${method === "post" ? "" : html`<input type="hidden" name="_method" value="${method}">`}
${fields}
<button type="submit" class="govuk-button ${isWarning ? "govuk-button--warning" : ""}">${button}</button>
</form>`;
}

/** A field for one line of text. */
export interface TextField {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly hint?: string;
  readonly type?: "text" | "email" | "password" | "date";
  readonly autocomplete?: string;
}

/** One line of text. */
export function textField(field: TextField, problems: Problems = {}): Html {
  const { name, label, value = "", hint, type = "text", autocomplete = "off" } = field;
  const problem = problems[name];
  const id = idOf(name);
  const described = [hint && `${id}-hint`, problem && `${id}-error`].filter(Boolean).join(" ");
  return html`<div class="govuk-form-group ${problem ? "govuk-form-group--error" : ""}">
<label class="govuk-label" for="${id}">${label}</label>
${hint ? html`<div id="${id}-hint" class="govuk-hint">${hint}</div>` : ""}
${problem ? html`<p id="${id}-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> ${problem}</p>` : ""}
<input class="govuk-input ${problem ? "govuk-input--error" : ""}" id="${id}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" ${described ? html`aria-describedby="${described}"` : ""}>
</div>`;
}

/** Something to choose. */
export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly isChosen?: boolean;
}

/** One of a list. */
export function selectField(name: string, label: string, choices: readonly Choice[], hint?: string): Html {
  const id = idOf(name);
  return html`<div class="govuk-form-group">
<label class="govuk-label" for="${id}">${label}</label>
${hint ? html`<div id="${id}-hint" class="govuk-hint">${hint}</div>` : ""}
<select class="govuk-select" id="${id}" name="${name}" ${hint ? html`aria-describedby="${id}-hint"` : ""}>
${choices.map(({ value, text, isChosen }) => html`<option value="${value}" ${isChosen ? "selected" : ""}>${text}</option>`)}
</select>
</div>`;
}

/** Any of a list. */
export function checkboxes(name: string, legend: string, choices: readonly Choice[]): Html {
  return html`<div class="govuk-form-group"><fieldset class="govuk-fieldset">
<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">${legend}</legend>
<div class="govuk-checkboxes">${choices.map(({ value, text, isChosen }) => checkbox(name, value, text, isChosen))}</div>
</fieldset></div>`;
}

function checkbox(name: string, value: string, text: string, isChosen = false): Html {
  const id = idOf(`${name}-${value}`);
  return html`<div class="govuk-checkboxes__item">
<input class="govuk-checkboxes__input" id="${id}" name="${name}" type="checkbox" value="${value}" ${isChosen ? "checked" : ""}>
<label class="govuk-label govuk-checkboxes__label" for="${id}">${text}</label>
</div>`;
}

/** What stands above a form that came back, with links to the fields. */
export function problemSummary(problems: Problems): Html | "" {
  const entries = Object.entries(problems);
  if (entries.length === 0) return "";
  return html`<div class="govuk-error-summary"><div role="alert">
<h2 class="govuk-error-summary__title">There is a problem</h2>
<div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list">
${entries.map(([name, problem]) => html`<li><a href="#${idOf(name)}">${problem}</a></li>`)}
</ul></div>
</div></div>`;
}

/**
 * A card for each of a list: a table would not fit on a phone. The first of a row's cells is its card's title,
 * the others stand under the labels; empty ones are left out.
 */
export function cards(labels: readonly string[], rows: readonly (readonly (Html | string)[])[]): Html {
  return html`${rows.map(
    ([title = "", ...cells]) => html`<div class="govuk-summary-card">
<div class="govuk-summary-card__title-wrapper"><h2 class="govuk-summary-card__title">${title}</h2></div>
<div class="govuk-summary-card__content">${summaryList(cells.map((cell, index) => [labels[index] ?? "", cell]))}</div>
</div>`,
  )}`;
}

/** Labels with what belongs to them, and a link to change it. */
export function summaryList(
  rows: readonly (readonly [label: string, value: Html | string, change?: Html | string])[],
): Html {
  const shown = rows.filter(([, value]) => value !== "");
  return html`<dl class="govuk-summary-list">${shown.map(
    ([label, value, change]) => html`<div class="govuk-summary-list__row">
<dt class="govuk-summary-list__key">${label}</dt><dd class="govuk-summary-list__value">${value}</dd>
${change ? html`<dd class="govuk-summary-list__actions">${change}</dd>` : ""}
</div>`,
  )}</dl>`;
}

/** A link. */
export function link(href: string, text: string): Html {
  return html`<a class="govuk-link" href="${href}">${text}</a>`;
}

/** The heading of a page. */
export function heading(text: string): Html {
  return html`<h1 class="govuk-heading-l">${text}</h1>`;
}

/** An id a link can lead to: brackets of a field's name would need escaping. */
function idOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]+/g, "-").replace(/-$/, "");
}
