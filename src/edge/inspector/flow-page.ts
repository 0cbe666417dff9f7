/**
 * Who called whom: a sign-in, say, as the calls between browser, edge and services that it was.
 *
 * @module
 */
import { html } from "hono/html";
import type { RequestEvent } from "../observe/events.ts";
import type { Desk, SeenCall } from "./desk.ts";
import { type Step, sequenceDiagram } from "./diagram.ts";
import { type Html, inspectorPage, timeOfDay } from "./layout.ts";

const mostSteps = 60;

/** The page: the latest steps. */
export function flowPage(desk: Pick<Desk, "calls" | "story">, requests: readonly RequestEvent[]): Html {
  const steps = stepsOf(desk, requests).slice(-mostSteps);
  return inspectorPage({
    title: "Who called whom",
    at: "flow",
    main:
      steps.length === 0
        ? html`<p>Nobody has called yet. Sign in on the site, then come back.</p>`
        : html`<p class="hint">The latest ${steps.length} calls. To see one sign-in alone, press “Forget all” under <a href="/__edge">Requests</a> first.</p>
<div class="scroll" role="region" aria-label="Sequence diagram" tabindex="0">${sequenceDiagram(steps)}</div>
<h2>Each call</h2>
<ol>${steps.map(entry)}</ol>`,
  });
}

function entry({ at, from, to, method, path, status, requestId, details }: Step): Html {
  return html`<li><details><summary>${from} asks ${to}: ${method} ${path.split("?", 1)[0]} ${status ?? "(no answer yet)"}</summary>
<ul class="fields"><li><b>Began</b>: ${timeOfDay(at)}</li><li><b>Target</b>: ${path}</li>${details.map(([name, value]) => html`<li><b>${name}</b>: ${value}</li>`)}<li><b>Request</b>: ${requestId}</li></ul></details></li>`;
}

/** All steps, in the order in which they began. */
function stepsOf({ calls, story }: Pick<Desk, "calls" | "story">, requests: readonly RequestEvent[]): Step[] {
  const seen = calls?.() ?? null;
  const [oldest] = requests.toReversed();
  const since = oldest ? oldest.time - oldest.duration : Infinity;
  const behind = seen
    ? seen.filter(({ at }) => Date.parse(at) >= Math.floor(since)).map(stepOfCall)
    : requests.flatMap((event) => stepsToOrigin(event, story));
  return (
    [...requests.map(stepOfRequest), ...behind]
      // Style sheets and fonts are no part of anybody's journey.
      .filter(({ path }) => !path.startsWith("/assets/"))
      .sort((a, b) => a.at - b.at)
  );
}

function stepOfRequest({
  time,
  duration,
  method,
  target,
  status,
  requestId,
  decision,
  session,
}: RequestEvent): Step {
  const details = [
    ["Decision", decision],
    ["Session", session ?? "none"],
    ["Took", `${duration.toFixed(1)} ms`],
  ] as const;
  return {
    at: time - duration,
    from: "browser",
    to: "edge",
    method,
    path: target,
    status,
    requestId,
    details,
  };
}

function stepOfCall({ at, session, duration, ...call }: SeenCall): Step {
  const details = [
    ["Session", session ?? "none"],
    ["Took", duration === null ? "not over" : `${duration} ms`],
  ] as const;
  return { ...call, at: Date.parse(at), details };
}

/** Where nobody says what the services do, there is what the edge itself has asked for. */
function stepsToOrigin({ requestId, time, duration }: RequestEvent, story: Desk["story"]): Step[] {
  return (story(requestId)?.origin ?? []).map(({ method, target, answer, took }) => ({
    ...{ at: time - duration + 0.001, from: "edge", to: "origin", method, path: target, requestId },
    status: answer?.status ?? null,
    details: [["Took", `${took.toFixed(1)} ms`]] as const,
  }));
}
