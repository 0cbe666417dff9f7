/**
 * The clock and the origin, as they can be set while the edge runs.
 *
 * @module
 */
import { html } from "hono/html";
import type { Desk, Trouble } from "./desk.ts";
import { duration, type Html, inspectorPage } from "./layout.ts";

const steps = [
  [60, "1 minute"],
  [300, "5 minutes"],
  [3_600, "1 hour"],
  [86_400, "1 day"],
] as const;

/** The page. */
export function controlsPage({ clock, origin }: Pick<Desk, "clock" | "origin">): Html {
  const moved = clock.moved();
  return inspectorPage({
    title: "Clock and origin",
    at: "controls",
    main: html`<h2>Clock</h2>
<p>The edge’s time is <b>${new Date(clock.now()).toISOString()}</b>${moved === 0 ? ", which is the real one." : `, moved forward by ${duration(moved)}.`} It goes forward only: move it, then see in <a href="/__edge/cache">the cache</a> what has expired.</p>
<div class="line">${steps.map(([seconds, text]) => html`<form method="post" action="/__edge/clock"><button class="second" name="seconds" value="${seconds}">${text} forward</button></form>`)}</div>
<form class="line" method="post" action="/__edge/clock"><div><label for="seconds">Seconds</label><input id="seconds" name="seconds" inputmode="numeric" size="10"></div><button>Move forward</button></form>
<h2>Origin</h2>
<p>${troubleWords(origin.trouble())}</p>
<form class="line" method="post" action="/__edge/origin">
<div><label for="milliseconds">Milliseconds</label><input id="milliseconds" name="milliseconds" inputmode="numeric" size="8" value="2000"></div>
<button class="second" name="kind" value="slow">Make it slow</button></form>
<div class="line">
${choice("error", "Have it answer 503")}
${choice("away", "Take it away")}
${choice("none", "Let it recover")}
</div>`,
  });
}

function choice(kind: Trouble["kind"], text: string): Html {
  return html`<form method="post" action="/__edge/origin"><button class="${kind === "none" ? "" : "second"}" name="kind" value="${kind}">${text}</button></form>`;
}

function troubleWords(trouble: Trouble): string {
  switch (trouble.kind) {
    case "none":
      return "It answers as it likes.";
    case "slow":
      return `It answers ${trouble.milliseconds} ms later than it would.`;
    case "error":
      return `It answers everything with ${trouble.status}.`;
    case "away":
      return "Nobody is there: what is stored is all there is.";
  }
}
