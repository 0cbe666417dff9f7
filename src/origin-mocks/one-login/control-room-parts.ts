/**
 * The tables and buttons of the control room.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../common/page.ts";

/** What a cell shows. */
export type Cell = Html | string;

/** A table with a caption; a sentence when there is nothing to show. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  if (rows.length === 0) {
    return html`<h2 class="govuk-heading-m">${caption}</h2><p class="govuk-body">None.</p>`;
  }
  // At 320 px a wide table scrolls by itself, which the keyboard must be able to do as well.
  return html`<div class="app-scroll" role="region" aria-label="${caption}" tabindex="0"><table class="govuk-table">
<caption class="govuk-table__caption govuk-table__caption--m">${caption}</caption>
<thead class="govuk-table__head"><tr class="govuk-table__row">${heads.map((head) => html`<th scope="col" class="govuk-table__header">${head}</th>`)}</tr></thead>
<tbody class="govuk-table__body">${rows.map((cells) => html`<tr class="govuk-table__row">${cells.map((cell) => html`<td class="govuk-table__cell">${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;
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

/** JSON to look at. */
export function json(value: unknown): Html {
  return html`<code>${JSON.stringify(value)}</code>`;
}

/** A time, in milliseconds since 1970. */
export function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}
