/**
 * The frame of the inspector's pages.
 *
 * @module
 */
import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

/** Text that is already escaped. */
export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** One page. */
export interface InspectorPage {
  readonly title: string;
  /** Which entry of the navigation it is under. */
  readonly at: Place;
  readonly main: Html;
}

const places = {
  "": "Requests",
  cache: "Cache",
  people: "People",
  flow: "Who called whom",
  controls: "Clock and origin",
} as const;

/** An entry of the navigation. */
export type Place = keyof typeof places;

/** A whole page. It works without JavaScript; what is live comes on top. */
export function inspectorPage({ title, at, main }: InspectorPage): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – govuk-edge</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/__edge/style.css">
<script src="/__edge/live.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to main content</a>
<header><p>govuk-edge inspector</p></header>
<nav aria-label="Inspector"><ul>${Object.entries(places).map(([path, text]) => entry(path, text, path === at))}</ul></nav>
<main id="main">
<h1>${title}</h1>
${main}
</main>
</body>
</html>`;
}

function entry(path: string, text: string, isHere: boolean): Html {
  const href = path === "" ? "/__edge" : `/__edge/${path}`;
  return html`<li><a href="${href}"${isHere ? html` aria-current="page"` : ""}>${text}</a></li>`;
}

/** A time of day, to the millisecond, in UTC. */
export function timeOfDay(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

/** Seconds as people say them. */
export function duration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  if (whole < 120) return `${whole} s`;
  if (whole < 7_200) return `${Math.round(whole / 60)} min`;
  return whole < 172_800 ? `${Math.round(whole / 3_600)} h` : `${Math.round(whole / 86_400)} days`;
}

/** Bytes as people say them. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
