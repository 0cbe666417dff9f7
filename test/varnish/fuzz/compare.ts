/**
 * Performing a sequence on a stage, and how what came of it differs between Varnish and the edge.
 *
 * @module
 */

import type { State } from "../../../src/testing/outcome-schema.ts";
import type { ClientGot, OriginSaw, Stage } from "../../../src/testing/play.ts";
import { statusOfAnswer } from "../../../src/testing/play-cache-status.ts";
import { accountHeaders, accountValue } from "../../../src/testing/play-compare.ts";
import { asText, fieldValue, show, splitOutsideQuotes } from "../../../src/testing/play-differ.ts";
import type { Side } from "./said.ts";
import type { Turn } from "./sequences.ts";

/** What came of one turn. */
export interface Seen {
  readonly saw: OriginSaw | null;
  readonly got: ClientGot;
}

/** What the app says in a turn, so that a hit shows whose answer it is. */
export const bodyOfTurn = (index: number): string => `the answer of step ${index + 1}`;

/** Performs the turns in order. */
export async function performTurns(turns: readonly Turn[], stage: Stage, side: Side): Promise<Seen[]> {
  await stage.reset();
  const seen: Seen[] = [];
  for (const [index, { visit, page }] of turns.entries()) {
    stage.answerNext({ status: page.status, headers: page.headers[side], body: bodyOfTurn(index) });
    const { method, url } = visit;
    const got = await stage.send({
      method,
      url,
      host: "www.gov.uk",
      headers: visit.headers[side],
      tls: true,
    });
    seen.push({ saw: stage.seenByOrigin(), got });
  }
  return seen;
}

/** What of a turn is compared, as plain texts. */
export interface Gist {
  readonly "app's request": string | null;
  readonly "app's session": string | null;
  readonly "app's exists": string | null;
  readonly "app's flash": string | null;
  readonly "app's account headers": string | null;
  readonly state: State | null;
  readonly stored: string | null;
  readonly status: string;
  readonly body: string;
  readonly vary: string | null;
  readonly "cache-control": string | null;
  readonly "set-cookie": string | null;
  readonly location: string | null;
  readonly etag: string | null;
  readonly "account headers": string | null;
}

/** What counts of a turn. */
export function gistOf({ saw, got }: Seen): Gist {
  const field = (name: string) => fieldValue(got.headers, name);
  const said = (name: string) => (saw === null ? null : accountValue(saw, `govuk-account-session${name}`));
  const status = statusOfAnswer(got);
  return {
    "app's request": saw === null ? null : `${saw.method} ${saw.url}`,
    "app's session": said(""),
    "app's exists": said("-exists"),
    "app's flash": said("-flash"),
    "app's account headers": saw === null ? null : namesOf(saw),
    state: status?.state ?? null,
    stored: status?.stored ? `${status.ttl} s` : null,
    status: String(got.status),
    body: got.body,
    vary: listOf(field("vary")),
    "cache-control": listOf(field("cache-control")),
    "set-cookie": fieldValue(got.headers, "set-cookie", "\n"),
    location: field("location"),
    etag: field("etag"),
    "account headers": namesOf(got),
  };
}

function namesOf(message: OriginSaw | ClientGot): string | null {
  const names = accountHeaders(message).map((name) => name.toLowerCase());
  return asText(names.sort(), ", ");
}

/** How the edge differs from Varnish in each turn, such as `step 2: state: Varnish HIT, the edge MISS`. */
export function disagreements(
  turns: readonly Turn[],
  varnish: readonly Seen[],
  edge: readonly Seen[],
): string[] {
  return turns.flatMap((turn, index) => {
    const [one, other] = [varnish[index], edge[index]];
    if (one === undefined || other === undefined) throw new Error(`nothing came of step ${index + 1}`);
    return disagreementsOf(turn, gistOf(one), gistOf(other)).map((line) => `step ${index + 1}: ${line}`);
  });
}

function disagreementsOf({ page }: Turn, varnish: Gist, edge: Gist): string[] {
  const owed = textsOf(withoutSoundSession(varnish, page));
  const given = textsOf(withCondition(edge, varnish));
  return [...owed].flatMap(([what, value]) => {
    const ours = given.get(what) ?? null;
    return isSame(what, value, ours) ? [] : [`${what}: Varnish ${show(value)}, the edge ${show(ours)}`];
  });
}

function textsOf(gist: Gist): Map<string, string | null> {
  return new Map(Object.entries(gist));
}

/** D5: the sound session that Varnish got in place of a broken one makes a cookie, which the edge owes nobody. */
function withoutSoundSession(varnish: Gist, { rules }: Turn["page"]): Gist {
  const lines = varnish["set-cookie"]?.split("\n") ?? [];
  if (!rules.includes("D5")) return varnish;
  const others = lines.filter((line) => !line.startsWith("__Host-govuk_account_session="));
  return { ...varnish, "set-cookie": others.length === 0 ? null : others.join("\n") };
}

/**
 * Varnish holds a client's condition against what the app has just answered, too; the edge gives that
 * answer whole, as RFC 9110 section 13.2.1 lets it: the app did not evaluate the condition.
 */
function withCondition(edge: Gist, varnish: Gist): Gist {
  const isFromApp = varnish.state !== "HIT" && varnish.state === edge.state;
  if (!isFromApp || varnish.status !== "304" || edge.status !== "200") return edge;
  return { ...edge, status: varnish.status, body: varnish.body };
}

function isSame(what: string, varnish: string | null, edge: string | null): boolean {
  if (what !== "stored" || varnish === null || edge === null) return varnish === edge;
  const [theirs, ours] = [Number.parseInt(varnish, 10), Number.parseInt(edge, 10)];
  // A second or two may have gone by in one and not in the other; and Varnish counts with seven digits.
  return Math.abs(theirs - ours) <= 2 + theirs / 2 ** 23;
}

/** D8: neither letter case nor repetition nor what only looks like a directive is held against the edge. */
function listOf(value: string | null): string | null {
  if (value === null) return null;
  const members = splitOutsideQuotes(value, ",")
    .map((member) => member.toLowerCase().replace(/^max-age=0+(?=[0-9])/, "max-age="))
    .filter((member) => !member.startsWith("extension="));
  return [...new Set(members)].join(", ");
}
