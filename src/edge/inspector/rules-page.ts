/**
 * docs/www-rules.md as a page of the inspector, each rule with an anchor, for links from a request's story.
 *
 * @module
 */
import { html, raw } from "hono/html";
import { type Html, inspectorPage } from "./layout.ts";
import wwwRules from "./www-rules.json" with { type: "json" };

/** A part of docs/www-rules.md. Texts and cells are HTML. */
export interface RulesSection {
  readonly title: string;
  readonly intro: readonly string[];
  readonly columns: readonly string[];
  /** With the anchors of the rules in it. */
  readonly rows: readonly { readonly anchors: readonly string[]; readonly cells: readonly string[] }[];
  readonly outro: readonly string[];
}

/** The page. */
export function rulesPage(): Html {
  const sections: readonly RulesSection[] = wwwRules;
  return inspectorPage({ title: "The rules", at: "", main: html`${sections.map(section)}` });
}

function section({ title, intro, columns, rows, outro }: RulesSection): Html {
  return html`<h2>${title}</h2>
${intro.map(paragraph)}
${
  columns.length === 0
    ? ""
    : html`<div class="scroll" role="region" aria-label="${title}" tabindex="0"><table>
<thead><tr>${columns.map((text) => html`<th scope="col">${text === "" ? html`<span class="hidden">Which</span>` : raw(text)}</th>`)}</tr></thead>
<tbody>${rows.map(row)}</tbody></table></div>`
}
${outro.map(paragraph)}`;
}

const paragraph = (text: string): Html => html`<p>${raw(text)}</p>`;

function row({ anchors, cells }: RulesSection["rows"][number]): Html {
  const [first = "", ...others] = cells;
  return html`<tr><td>${anchors.map((anchor) => html`<span id="${anchor}"></span>`)}${raw(first)}</td>${others.map((cell) => html`<td>${raw(cell)}</td>`)}</tr>`;
}
