/**
 * The tables and buttons of the control room.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html, Language } from "../common/page.ts";

/** What the page says beside what there is. */
export interface ControlRoomView {
  readonly language: Language;
  /** What was just done; empty when nothing was. */
  readonly message: string;
  /** What is wrong with a form that came back, and what was typed. */
  readonly errors: ReadonlyMap<string, string>;
  readonly typed: ReadonlyMap<string, string>;
}

/** What a cell shows. */
export type Cell = Html | string;

/** A table, before it is drawn. */
export interface Tabled {
  /** Where the list of contents leads. */
  readonly id: string;
  readonly caption: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** A table with its caption as a heading. @param none what is said when there is nothing to show */
export function table({ id, caption, heads, rows }: Tabled, none: string): Html {
  const heading = html`<h2 class="govuk-heading-m" id="${id}">${caption}</h2>`;
  if (rows.length === 0) return html`${heading}<p class="govuk-body">${none}</p>`;
  // At 320 px a wide table scrolls by itself, which the keyboard must be able to do as well.
  return html`${heading}<div class="app-scroll" role="region" aria-labelledby="${id}" tabindex="0"><table class="govuk-table govuk-table--small-text-until-tablet" aria-labelledby="${id}">
<thead class="govuk-table__head"><tr class="govuk-table__row">${heads.map((head) => html`<th scope="col" class="govuk-table__header">${head}</th>`)}</tr></thead>
<tbody class="govuk-table__body">${rows.map((cells) => html`<tr class="govuk-table__row">${cells.map((cell) => html`<td class="govuk-table__cell">${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;
}

/** Links to the sections of a page. */
export function contents(
  label: string,
  sections: readonly { readonly id: string; readonly caption: string }[],
): Html {
  return html`<nav aria-label="${label}"><ul class="govuk-list">
${sections.map(({ id, caption }) => html`<li><a class="govuk-link govuk-link--no-visited-state" href="#${id}">${caption}</a></li>`)}
</ul></nav>`;
}

/**
 * A button that does something at once.
 *
 * @param about what it is done to, for who cannot see the row
 */
export function button(action: string, text: string, about = ""): Html {
  return html`<form action="${action}" method="post"><button type="submit" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0">${text}${about ? html`<span class="govuk-visually-hidden"> ${about}</span>` : ""}</button></form>`;
}

/** A secret as it may be shown: its first six characters and its length. */
export function masked(secret: string): string {
  return `${secret.slice(0, 6)}… (${secret.length})`;
}

/** A name or value of the protocol, which is the same in every language. */
export function code(text: string): Html {
  return html`<code>${text}</code>`;
}

/** JSON to look at, folded away. @param label what unfolds it */
export function json(label: Html | string, value: unknown): Html {
  return html`<details class="govuk-details govuk-!-margin-bottom-0"><summary class="govuk-details__summary"><span class="govuk-details__summary-text">${label}</span></summary><pre class="govuk-details__text app-json"><code>${JSON.stringify(value, null, 2)}</code></pre></details>`;
}

/** A time in a table, on one line. @param milliseconds since 1970 */
export function moment(milliseconds: number): Html {
  return html`<span class="app-moment">${time(milliseconds)}</span>`;
}

/** A time, in milliseconds since 1970. */
export function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}
