/**
 * A sequence that the two disagree on, as a play in the format of `vcl-fixtures/cases`.
 *
 * @module
 */
import { fieldValue } from "../../../src/testing/play-differ.ts";
import { bodyOfTurn, gistOf, type Seen } from "./compare.ts";
import type { Turn } from "./sequences.ts";

/** Fields of an outcome, in the order in which plays have them. */
type Outcome = Readonly<Record<string, unknown>>;

/**
 * The play: what was asked, and what came of it in Varnish and on the edge. Both were told the same words,
 * so that `production` is what production's rules make of them.
 *
 * @param title says where it was found
 */
export function asPlay(
  title: string,
  turns: readonly Turn[],
  varnish: readonly Seen[],
  edge: readonly Seen[],
) {
  const steps = turns.map(({ visit, page }, index) => {
    const production = outcomeOf(varnish[index]);
    const differs = differing(production, outcomeOf(edge[index]));
    return {
      client: {
        ...(visit.method === "GET" ? {} : { method: visit.method }),
        url: visit.url,
        headers: visit.headers.edge,
        tls: true,
      },
      origin: { status: page.status, headers: page.headers.edge },
      production,
      ...(Object.keys(differs).length === 0 ? {} : { edge: differs, because: "Nobody knows yet" }),
    };
  });
  return { id: "N99", title, confidence: "derived", profiles: ["account", "www"], steps };
}

function outcomeOf(seen: Seen | undefined): Outcome {
  if (seen === undefined) throw new Error("nothing came of a step");
  const gist = gistOf(seen);
  const field = (name: string) => fieldValue(seen.got.headers, name);
  return withoutNulls({
    originSees: sightOf(seen),
    state: gist.state,
    status: seen.got.status,
    cacheControl: field("cache-control"),
    vary: field("vary"),
    setCookie: gist["set-cookie"]?.split("\n") ?? null,
    location: gist.location,
    serverTiming: field("server-timing"),
    servedFrom: gist.state === "HIT" ? servedFrom(seen.got.body) : null,
    stored: seen.saw === null ? null : (gist.stored ?? "no"),
  });
}

function sightOf(seen: Seen): Outcome | null {
  if (seen.saw === null) return null;
  const { method, url, headers } = seen.saw;
  const gist = gistOf(seen);
  return withoutNulls({
    method,
    url,
    session: gist["app's session"],
    exists: gist["app's exists"],
    flash: gist["app's flash"],
    cookie: fieldValue(headers, "cookie", "; "),
  });
}

/** What is absent is not written; but that the app is not asked is. */
function withoutNulls(outcome: Outcome): Outcome {
  return Object.fromEntries(
    Object.entries(outcome).filter(([name, value]) => value !== null || name === "originSees"),
  );
}

/** The step whose answer a body is; null for a HEAD or a 304, which have none. */
function servedFrom(body: string): number | null {
  for (let index = 0; index < 100; index += 1) if (body === bodyOfTurn(index)) return index + 1;
  return null;
}

/** What the edge has otherwise; null where it has nothing. Cookies of others and timings are www's alone. */
function differing(production: Outcome, edge: Outcome): Outcome {
  const names = [...new Set([...Object.keys(production), ...Object.keys(edge)])];
  const changed = names
    .filter((name) => name !== "serverTiming" && name !== "cookie")
    .filter((name) => normal(production[name]) !== normal(edge[name]))
    .map((name) => [name, changeOf(name, production[name], edge[name])] as const);
  return Object.fromEntries(changed.filter(([, value]) => value !== undefined));
}

function changeOf(name: string, theirs: unknown, ours: unknown): unknown {
  if (!isOutcome(ours))
    return (
      ours ?? (name === "setCookie" ? [] : name === "servedFrom" || name === "stored" ? undefined : null)
    );
  const inside = differing(isOutcome(theirs) ? theirs : {}, ours);
  return Object.keys(inside).length === 0 ? undefined : inside;
}

function isOutcome(value: unknown): value is Outcome {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Blanks after commas have no meaning. */
function normal(value: unknown): string {
  return JSON.stringify(value ?? null).replaceAll(/, */g, ",");
}
