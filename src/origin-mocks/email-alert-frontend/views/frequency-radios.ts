/**
 * The question how often.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import { frequencies, inWords } from "../frequencies.ts";
import { errorMessage } from "./layout.ts";

/** @param checked what it is now, if it is anything */
export function frequencyRadios(
  name: string,
  legend: string,
  checked: string | undefined,
  error: string | undefined,
): Html {
  const isWrong = error !== undefined;
  return html`<div class="govuk-form-group${isWrong ? " govuk-form-group--error" : ""}">
<fieldset class="govuk-fieldset"${isWrong ? html` aria-describedby="${name}-error"` : ""}>
<legend class="govuk-fieldset__legend govuk-fieldset__legend--l"><h1 class="govuk-fieldset__heading">${legend}</h1></legend>
${isWrong ? errorMessage(name, error) : ""}
<div class="govuk-radios">
${frequencies.map(
  (frequency, index) => html`<div class="govuk-radios__item">
<input class="govuk-radios__input" id="${index === 0 ? name : `${name}-${index}`}" name="${name}" type="radio" value="${frequency}"${frequency === checked ? html` checked` : ""}>
<label class="govuk-label govuk-radios__label" for="${index === 0 ? name : `${name}-${index}`}">${sentence(inWords(frequency))}</label>
</div>`,
)}
</div>
</fieldset>
</div>`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
