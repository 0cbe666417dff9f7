/**
 * The rules by which header fields are changed, each under its name, for links from a request's story.
 *
 * @module
 */
import { html } from "hono/html";
import { rules } from "./differences.ts";
import { type Html, inspectorPage } from "./layout.ts";
import { anchorOf } from "./story-page.ts";

/** The page. */
export function rulesPage(): Html {
  return inspectorPage({
    title: "Rules about header fields",
    at: "",
    main: html`<p>“recv, rule 28” is the twenty-eighth thing that production’s configuration does to a request when it comes, and “deliver” what it does to an answer before it leaves. docs/www-rules.md has all of them, with where each stands in the code and what proves it.</p>
<dl>${rules.map(({ name, why }) => html`<dt id="${anchorOf(name)}"><b>${name}</b></dt><dd>${why}</dd>`)}</dl>`,
  });
}
