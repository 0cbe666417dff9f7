/**
 * The parts of the Design System's forms that the pages share.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../common/page.ts";
import type { Texts } from "./texts.ts";

/** The summary on top of a form that came back. */
export function errorSummary(texts: Texts, errors: ReadonlyMap<string, string>): Html | "" {
  if (errors.size === 0) return "";
  return html`<div class="govuk-error-summary"><div role="alert">
<h2 class="govuk-error-summary__title">${texts.problem}</h2>
<div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list">
${[...errors].map(([id, message]) => html`<li><a href="#${id}">${message}</a></li>`)}
</ul></div>
</div></div>`;
}

/** The message beside a field. */
function errorMessage(texts: Texts, id: string, message: string): Html {
  return html`<p id="${id}-error" class="govuk-error-message"><span class="govuk-visually-hidden">${texts.error}:</span> ${message}</p>`;
}

/** One text field. */
export interface Field {
  /** Its name and id. */
  readonly name: string;
  readonly label: string;
  readonly hint?: Html | string;
  readonly type?: "text" | "email" | "password" | "tel";
  readonly value?: string;
  readonly autocomplete?: string;
  /** Whether little is expected in it. */
  readonly isShort?: boolean;
}

/** A text field with its label, hint and error. */
export function textField(texts: Texts, field: Field, errors: ReadonlyMap<string, string>): Html {
  const { name, label, hint, type = "text", value = "", autocomplete = "off", isShort } = field;
  const error = errors.get(name);
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  return html`<div class="govuk-form-group ${error ? "govuk-form-group--error" : ""}">
<label class="govuk-label" for="${name}">${label}</label>
${hint ? html`<div id="${name}-hint" class="govuk-hint">${hint}</div>` : ""}
${error ? errorMessage(texts, name, error) : ""}
<input class="govuk-input ${isShort ? "govuk-input--width-10" : ""} ${error ? "govuk-input--error" : ""}" id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}" ${described ? html`aria-describedby="${described}"` : ""}>
</div>`;
}

/** Text of several lines. */
export function textArea(
  texts: Texts,
  field: Pick<Field, "name" | "label" | "hint" | "value"> & { readonly rows: number },
  errors: ReadonlyMap<string, string>,
): Html {
  const { name, label, hint, value = "", rows } = field;
  const error = errors.get(name);
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  return html`<div class="govuk-form-group ${error ? "govuk-form-group--error" : ""}">
<label class="govuk-label" for="${name}">${label}</label>
${hint ? html`<div id="${name}-hint" class="govuk-hint">${hint}</div>` : ""}
${error ? errorMessage(texts, name, error) : ""}
<textarea class="govuk-textarea ${error ? "govuk-textarea--error" : ""}" id="${name}" name="${name}" rows="${rows}" spellcheck="false" ${described ? html`aria-describedby="${described}"` : ""}>
${value}</textarea>
</div>`;
}

/** One box to tick; its name is its own, because of a repeated parameter only the last is read. */
export interface Box {
  readonly name: string;
  readonly label: string;
  readonly isChecked: boolean;
}

/** Boxes to tick, under a question. */
export function checkboxes(
  texts: Texts,
  group: { readonly name: string; readonly question: string; readonly hint: string },
  boxes: readonly Box[],
  errors: ReadonlyMap<string, string>,
): Html {
  const { name, question, hint } = group;
  const error = errors.get(name);
  const described = [`${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  return html`<div class="govuk-form-group ${error ? "govuk-form-group--error" : ""}">
<fieldset class="govuk-fieldset" aria-describedby="${described}">
<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">${question}</legend>
<div id="${name}-hint" class="govuk-hint">${hint}</div>
${error ? errorMessage(texts, name, error) : ""}
<div class="govuk-checkboxes govuk-checkboxes--small">${boxes.map((box, index) => checkbox(box, index === 0 ? name : `${name}-${index + 1}`))}</div>
</fieldset>
</div>`;
}

function checkbox({ name, label, isChecked }: Box, id: string): Html {
  return html`<div class="govuk-checkboxes__item">
<input class="govuk-checkboxes__input" id="${id}" name="${name}" type="checkbox" value="true" ${isChecked ? "checked" : ""}>
<label class="govuk-label govuk-checkboxes__label" for="${id}">${label}</label>
</div>`;
}

/** One choice among several. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
  readonly isChecked?: boolean;
}

/** A choice among several, under a question. */
export function radios(
  texts: Texts,
  name: string,
  question: string,
  choices: readonly Choice[],
  errors: ReadonlyMap<string, string>,
  { size = "m", hint }: { readonly size?: "m" | "s"; readonly hint?: string } = {},
): Html {
  const error = errors.get(name);
  const described = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  return html`<div class="govuk-form-group ${error ? "govuk-form-group--error" : ""}">
<fieldset class="govuk-fieldset" ${described ? html`aria-describedby="${described}"` : ""}>
<legend class="govuk-fieldset__legend govuk-fieldset__legend--${size}">${question}</legend>
${hint ? html`<div id="${name}-hint" class="govuk-hint">${hint}</div>` : ""}
${error ? errorMessage(texts, name, error) : ""}
<div class="govuk-radios">${choices.map((choice, index) => radio(name, choice, index))}</div>
</fieldset>
</div>`;
}

function radio(name: string, { value, label, hint, isChecked = false }: Choice, index: number): Html {
  // The first one is the target of the error summary's link.
  const id = index === 0 ? name : `${name}-${index + 1}`;
  return html`<div class="govuk-radios__item">
<input class="govuk-radios__input" id="${id}" name="${name}" type="radio" value="${value}" ${hint ? html`aria-describedby="${id}-hint"` : ""} ${isChecked ? "checked" : ""}>
<label class="govuk-label govuk-radios__label" for="${id}">${label}</label>
${hint ? html`<div id="${id}-hint" class="govuk-hint govuk-radios__hint">${hint}</div>` : ""}
</div>`;
}

/** One choice from a list that is too long for radio buttons. */
export interface Selection {
  /** Its name and id. */
  readonly name: string;
  readonly label: string;
  /** The options, in groups; a group without a name has no heading. */
  readonly groups: readonly { readonly label: string; readonly options: readonly Choice[] }[];
  /** The value of the option that is selected; the first one without it. */
  readonly value?: string;
}

/** A list to select from, with its label and error. */
export function select(texts: Texts, selection: Selection, errors: ReadonlyMap<string, string>): Html {
  const { name, label, groups, value } = selection;
  const error = errors.get(name);
  const listed = (options: readonly Choice[]) =>
    options.map(
      (one) =>
        html`<option value="${one.value}" ${one.value === value ? "selected" : ""}>${one.label}</option>`,
    );
  return html`<div class="govuk-form-group ${error ? "govuk-form-group--error" : ""}">
<label class="govuk-label" for="${name}">${label}</label>
${error ? errorMessage(texts, name, error) : ""}
<select class="govuk-select ${error ? "govuk-select--error" : ""}" id="${name}" name="${name}" ${error ? html`aria-describedby="${name}-error"` : ""}>
${groups.map((group) => (group.label === "" ? listed(group.options) : html`<optgroup label="${group.label}">${listed(group.options)}</optgroup>`))}
</select>
</div>`;
}

/** No errors. */
export const noErrors: ReadonlyMap<string, string> = new Map();
