/**
 * The inspector: what happened to the latest requests, and why, on one page. For development only.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { cacheStatus } from "../observe/cache-status.ts";
import type { EdgeEvent, PurgedElsewhereEvent, PurgeEvent, RequestEvent } from "../observe/events.ts";
import type { RecentEvents } from "../observe/recent.ts";
import { purgeSentence, type Warning, warningOf } from "../observe/warnings.ts";
import { inspectorStyle } from "./style.ts";

/** The routes under /__edge: the page, the same as JSON, and clearing. It works without JavaScript. */
export function createInspector(recent: RecentEvents): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header("Cache-Control", "no-store");
  });
  app.get("/", (c) => c.html(document(recent.list())));
  app.get("/events.json", (c) => c.json(recent.list()));
  app.post("/clear", (c) => {
    recent.clear();
    return c.redirect("/__edge", 303);
  });
  return app;
}

function document(events: readonly EdgeEvent[]) {
  const requests = events.filter((event) => event.type === "request");
  const purges = events.filter((event) => isPurge(event));
  const others = events.filter(isWarning);
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What the edge did – govuk-edge</title>
<link rel="icon" href="data:,">
<style>${inspectorStyle}</style>
</head>
<body>
<header><p>govuk-edge</p></header>
<main>
<h1>What the edge did</h1>
<form method="get" action="/__edge"><button>Show the latest</button></form>
<form method="post" action="/__edge/clear"><button>Forget all</button></form>
<h2>Warnings</h2>
${others.length === 0 ? html`<p>None.</p>` : html`<ul>${others.map((event) => html`<li>${warningOf(event)}</li>`)}</ul>`}
${purges.length === 0 ? "" : html`<h2>Purges</h2><ul>${purges.map((event) => html`<li>${purgeSentence(event)}</li>`)}</ul>`}
<h2>Requests</h2>
${requests.length === 0 ? html`<p>No request has come yet. Open a page of the site, then show the latest.</p>` : table(requests)}
</main>
</body>
</html>`;
}

function isPurge(event: EdgeEvent): event is PurgeEvent | PurgedElsewhereEvent {
  return event.type === "purge" || event.type === "purged-elsewhere";
}

function isWarning(event: EdgeEvent): event is Warning {
  return event.type !== "request" && !isPurge(event);
}

function table(requests: readonly RequestEvent[]) {
  return html`<div class="scroll" role="region" aria-label="Requests, the newest first" tabindex="0">
<table>
<thead><tr><th scope="col">Request</th><th scope="col">Signed in as</th><th scope="col">Status</th><th scope="col">Cache</th></tr></thead>
<tbody>${requests.map(
    (event) => html`<tr>
<td>${event.method} ${event.target}</td>
<td>${event.session ?? "nobody"}</td>
<td>${event.status}</td>
<td>${cacheStatus(event.cache)}</td>
</tr>`,
  )}</tbody>
</table>
</div>`;
}
