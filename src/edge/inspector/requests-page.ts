/**
 * The list of requests, the newest first, with what somebody should look at above it.
 *
 * @module
 */
import { html } from "hono/html";
import { fieldValue } from "../fields/fields.ts";
import { cacheStatus } from "../observe/cache-status.ts";
import { decisions } from "../observe/decision.ts";
import type { EdgeEvent, PurgedElsewhereEvent, PurgeEvent, RequestEvent } from "../observe/events.ts";
import { divisionWords, selectionWords } from "../observe/in-words.ts";
import type { Story } from "../observe/story.ts";
import { purgeSentence, type Warning, warningOf } from "../observe/warnings.ts";
import type { Desk } from "./desk.ts";
import { type Html, inspectorPage, timeOfDay } from "./layout.ts";

/** What somebody wants to see. */
export interface Filter {
  readonly path: string;
  /** Empty for all. */
  readonly decision: string;
  /** A masked session, or `nobody`; empty for all. */
  readonly person: string;
}

const nobody = "nobody";

/** The page. @param advice what the stored pages and the latest answers give reason to say */
export function requestsPage(
  events: readonly EdgeEvent[],
  filter: Filter,
  advice: readonly string[],
  story: Desk["story"],
): Html {
  const requests = events.filter((event) => event.type === "request");
  const purges = events.filter(isPurge);
  const said = [...new Set([...events.filter(isWarning).map(warningOf), ...advice])];
  return inspectorPage({
    title: "What the edge did",
    at: "",
    main: html`${filterForm(requests, filter)}
<div class="line">
<form method="post" action="/__edge/clear"><button class="second">Forget all</button></form>
<button type="button" class="second" data-pause hidden>Pause</button>
<p class="hint" role="status" data-status></p>
</div>
<h2>Warnings</h2>
<p data-none${said.length === 0 ? "" : html` hidden`}>None.</p>
<ul class="tree" data-warnings>${said.map(warningItem)}</ul>
${purges.length === 0 ? "" : html`<h2>Purges</h2><ul>${purges.map((event) => html`<li>${purgeSentence(event)}</li>`)}</ul>`}
<h2>Requests</h2>
${requests.length === 0 ? html`<p>No request has come yet. Open a page of the site in another window.</p>` : ""}
<div class="scroll" role="region" aria-label="Requests, the newest first" tabindex="0">
<table>
<thead><tr><th scope="col">Time</th><th scope="col">Request</th><th scope="col">Signed in as</th><th scope="col">Status</th><th scope="col">Decision</th><th scope="col">Variant</th><th scope="col">Cache</th><th scope="col">Took</th></tr></thead>
<tbody data-live>${requests.filter((event) => isWanted(event, filter)).map((event) => requestRow(event, story(event.requestId)))}</tbody>
</table>
</div>`,
  });
}

/** One warning: in the page, and in what is sent to it. */
export function warningItem(text: string): Html {
  return html`<li class="warning">${text}</li>`;
}

/** One request as a row: in the page, and in what is sent to it. */
export function requestRow(event: RequestEvent, story: Story | undefined): Html {
  const { method, target, status, decision, duration, requestId, time } = event;
  const person = event.session ?? nobody;
  return html`<tr data-path="${target}" data-decision="${decision}" data-person="${person}"><td class="time">${timeOfDay(time)}</td><td><a href="/__edge/requests/${requestId}">${method} ${target}</a></td><td>${person}</td><td>${status}</td><td><span class="tag ${decision}">${decision}</span>${event.reason === null ? "" : html` ${event.reason}`}</td><td>${variantWords(story)}</td><td><code>${cacheStatus(event.cache)}</code></td><td class="number">${duration.toFixed(1)} ms</td></tr>`;
}

/** For whom the copy is that was given, or what the one that was made is divided by. */
function variantWords(story: Story | undefined): string {
  const { cache, origin } = story ?? { cache: null, origin: [] };
  const chosen = cache?.chosen == null ? undefined : cache.variants[cache.chosen];
  if (chosen) return `for ${selectionWords(chosen)}`;
  const received = origin[0]?.answer?.received;
  return received ? divisionWords(fieldValue(received, "vary")) : "";
}

function filterForm(requests: readonly RequestEvent[], filter: Filter): Html {
  const people = [...new Set(requests.map(({ session }) => session ?? nobody))];
  const option = (value: string, text: string, chosen: string) =>
    html`<option value="${value}"${value === chosen ? html` selected` : ""}>${text}</option>`;
  return html`<form class="line" method="get" action="/__edge" data-filter>
<div><label for="path">Path contains</label><input id="path" name="path" value="${filter.path}"></div>
<div><label for="decision">Decision</label><select id="decision" name="decision">${option("", "any", filter.decision)}${decisions.map((word) => option(word, word, filter.decision))}</select></div>
<div><label for="person">Signed in as</label><select id="person" name="person">${option("", "anybody", filter.person)}${people.map((person) => option(person, person, filter.person))}</select></div>
<button>Show the latest</button>
</form>`;
}

function isWanted({ target, decision, session }: RequestEvent, filter: Filter): boolean {
  if (!target.includes(filter.path)) return false;
  if (filter.decision !== "" && filter.decision !== decision) return false;
  return filter.person === "" || filter.person === (session ?? nobody);
}

function isPurge(event: EdgeEvent): event is PurgeEvent | PurgedElsewhereEvent {
  return event.type === "purge" || event.type === "purged-elsewhere";
}

/** Whether somebody should look at it. */
export function isWarning(event: EdgeEvent): event is Warning {
  return event.type !== "request" && !isPurge(event);
}
