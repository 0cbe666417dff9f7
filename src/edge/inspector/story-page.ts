/**
 * One request as a story in five columns: browser, edge, cache, origin, and what the client got.
 *
 * @module
 */
import { html } from "hono/html";
import { fieldValue } from "../fields/fields.ts";
import type { RequestEvent } from "../observe/events.ts";
import { decisionSentence, divisionWords, selectionWords } from "../observe/in-words.ts";
import type { Lines, OriginStory, StoredView, Story } from "../observe/story.ts";
import { type FieldStory, towardsApp, towardsClient } from "./differences.ts";
import { freshnessBar, freshnessWords } from "./freshness.ts";
import { type Html, inspectorPage, size } from "./layout.ts";
import { anchorOf, type Rule } from "./rules.ts";

/** The page. @param event what the edge told of it; undefined while it is not answered */
export function storyPage(story: Story, event: RequestEvent | undefined): Html {
  const [asked, later] = story.origin;
  return inspectorPage({
    title: `${story.method} ${new URL(story.url).pathname}`,
    at: "",
    main: html`<p><a href="/__edge">All requests</a></p>
${event ? html`<p><span class="tag ${event.decision}">${event.decision}</span> ${decisionSentence(event)} ${event.duration.toFixed(1)} ms, request <code>${story.requestId}</code></p>` : html`<p>It is not answered yet.</p>`}
<div class="columns">
${column("1. The browser asked", html`<p><code>${story.method} ${story.url}</code></p>${plain(story.received)}`)}
${column("2. The edge made of it", translated(story, asked))}
${column("3. The cache", html`${cached(story)}${storedNow(asked, event)}`)}
${column("4. The origin", asked ? answered(asked) : html`<p>It was not asked.</p>`)}
${column("5. The client got", delivered(story))}
</div>
${later ? html`<h2>After the answer, the origin was asked again</h2>${answered(later)}` : ""}
<h2>What the marks mean</h2>
<p class="hint">Green: added by the edge. Brown: changed. Red: removed. <a href="/__edge/rules">The rules</a> are those of docs/www-rules.md, as it numbers them.</p>`,
  });
}

function column(title: string, content: Html): Html {
  return html`<section class="column"><h2>${title}</h2>${content}</section>`;
}

function plain(lines: Lines): Html {
  return html`<ul class="fields">${lines.map(([name, value]) => html`<li><b>${name}</b>: ${value}</li>`)}</ul>`;
}

function translated({ account, received }: Story, asked: OriginStory | undefined): Html {
  return html`${account === null ? "" : html`<p>${accountWords(account)}</p>`}
${asked ? changes(towardsApp(received, asked.sent)) : html`<p>Nothing was sent to the app.</p>`}`;
}

function accountWords({ cookie, session, flash, refused }: NonNullable<Story["account"]>): string {
  if (refused !== null)
    return `The cookie ${cookie} was not accepted (${refused}): the person is signed out.`;
  if (session === null)
    return `No cookie ${cookie}: nobody is signed in, and none of the three headers is sent.`;
  const message = flash === null ? "" : ` GOVUK-Account-Session-Flash is ${flash}.`;
  return `The cookie ${cookie} became GOVUK-Account-Session: ${session}. GOVUK-Account-Session-Exists is 1.${message}`;
}

function changes(fields: readonly FieldStory[]): Html {
  return html`<ul class="fields">${fields.map(changedField)}</ul>`;
}

function changedField({ name, value, what, before, rule }: FieldStory): Html {
  if (what === "same") return html`<li><b>${name}</b>: ${value}</li>`;
  const because = rule === null ? "" : html` by ${linked(rule)}: ${rule.why}`;
  const was = before === null ? "" : html`<del>was: ${before}</del>`;
  return html`<li class="${what}"><b>${name}</b>: ${value}<ins>${what}${because}</ins>${was}</li>`;
}

function linked({ names }: Rule): Html {
  const links = names.map((name) => html`<a href="/__edge/rules#${anchorOf(name)}">${name}</a>`);
  return html`${links.flatMap((link, nth) => (nth === 0 ? [link] : [" and ", link]))}`;
}

function cached({ cache }: Story): Html {
  if (cache === null) return html`<p>It was not asked: only GET and HEAD can be answered from it.</p>`;
  const { key, found, variants, chosen, count } = cache;
  const chosenOne = chosen === null ? undefined : variants[chosen];
  return html`<p>Key: <code>${key}</code></p><p>Found: <b>${found}</b></p>
${chosenOne ? html`${freshnessBar(chosenOne)}<p>${freshnessWords(chosenOne)}</p>` : ""}
<h3>Variants considered: ${count}</h3>
${variants.length === 0 ? html`<p>None was stored before.</p>` : html`<ul class="fields">${variants.slice(0, 20).map((one, nth) => variant(one, nth === chosen))}</ul>`}
${variants.length > 20 ? html`<p>and ${count - 20} more: see <a href="/__edge/cache">the cache</a>.</p>` : ""}`;
}

function storedNow(asked: OriginStory | undefined, event: RequestEvent | undefined): Html {
  if (!event?.cache.stored || !asked?.answer) return html``;
  return html`<h3>Stored now</h3><p>One more: <b>${divisionWords(fieldValue(asked.answer.received, "vary"))}</b></p>`;
}

function variant(one: StoredView, isChosen: boolean): Html {
  const what = one.kind === "pass" ? `passes (${one.reason})` : `${one.status}, ${size(one.bytes)}`;
  return html`<li${isChosen ? html` class="added"` : ""}><b>${isChosen ? "this one, for " : "for "}</b>${selectionWords(one)}: ${what}</li>`;
}

function answered({ method, target, answer, failure, took, sent }: OriginStory): Html {
  return html`<p><code>${method} ${target}</code></p>
<details><summary>What it was sent</summary>${plain(sent)}</details>
${failure === null ? "" : html`<p class="warning">${failure}</p>`}
${answer ? html`<p><b>${answer.status}</b> after ${took.toFixed(1)} ms</p>${plain(answer.received)}` : ""}`;
}

function delivered({ answer, origin, cache }: Story): Html {
  if (answer === null) return html`<p>Nothing yet.</p>`;
  const [asked] = origin;
  // From the origin just now or earlier; a page of the edge's own has nothing to be compared with.
  const source =
    asked?.answer?.status === answer.status ? asked.answer.received : asked ? null : cache?.stored;
  return html`<p><b>${answer.status}</b></p>${source ? changes(towardsClient(source, answer.fields, answer.status)) : plain(answer.fields)}`;
}
