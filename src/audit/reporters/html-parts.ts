/**
 * The parts of the HTML report that one page has.
 *
 * @module
 */
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Copies, Finding, PageReport, Shown } from "../finding.ts";
import { rules } from "../rules.ts";
import { copiesPicture, pictureInWords } from "./picture.ts";
import { proofText } from "./sentences.ts";
import type { Verdict } from "./summary.ts";

/** Text that is already escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** What a verdict is called. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  leak: "Leak",
  fragile: "Fragile",
  waste: "Waste",
  unasked: "Not asked",
  fine: "Fine",
};

/** A verdict as the Design System's tag. */
export function tag(verdict: Verdict): Html {
  return html`<strong class="tag tag-${verdict}">${verdictWords[verdict]}</strong>`;
}

/** A page with findings. @param nth its place among those, for ids */
export function pageSection({ url, verdict, findings, copies }: PageReport, nth: number): Html {
  return html`<section id="page-${nth}">
<h2>${tag(verdict)} <span class="url">${url}</span></h2>
${findings.map(findingPart)}
${copies === null ? "" : copiesPart(copies, nth)}
</section>`;
}

function findingPart({ rule, message, send, shown }: Finding): Html {
  const { title, meaning, mend } = rules[rule];
  return html`<h3>${title}</h3>
<p>${message}</p>
${shown ? shownPart(shown) : ""}
<details><summary>What this means</summary><p>${meaning}</p></details>
<p class="inset"><b>To mend it:</b> ${mend}${send === null ? "" : html`<br><b>Send:</b> <code>${send}</code>`}</p>`;
}

function shownPart(shown: Shown): Html {
  const { from, to, lines } = shown;
  return html`<dl class="lines">
<dt>Made for ${from}, and given to ${to}</dt>
${lines.from.map((line) => html`<dd class="theirs"><code>${line}</code></dd>`)}
<dt>Made for ${to}</dt>
${lines.to.length === 0 ? html`<dd>Nothing in its place</dd>` : lines.to.map((line) => html`<dd class="own"><code>${line}</code></dd>`)}
</dl>
<p>${proofText(shown)}</p>`;
}

function copiesPart({ now, proposed }: Copies, nth: number): Html {
  return html`<h3>Who is given which copy</h3>
<p class="hint">A letter is a page that the app makes. A dashed red line leads to a copy of another page than one’s own.</p>
<div class="pictures">
<figure><figcaption>Now</figcaption>${copiesPicture(now, `now-${nth}`)}</figure>
${proposed === null ? "" : html`<figure><figcaption>With the Vary proposed</figcaption>${copiesPicture(proposed, `proposed-${nth}`)}</figure>`}
</div>
<details><summary>The same in words</summary><p>Now: ${pictureInWords(now)}</p>
${proposed === null ? "" : html`<p>With the Vary proposed: ${pictureInWords(proposed)}</p>`}</details>`;
}
