/**
 * Fragile pages: nothing is wrong yet, and one slip makes it so.
 *
 * @module
 */
import { sessionChange } from "../edge/account/response.ts";
import { parseCacheControl } from "../edge/fields/cache-control.ts";
import { type Fields, fieldValue, hasField, withoutFields } from "../edge/fields/fields.ts";
import { explicitLifetime, surrogateLifetime } from "../edge/http-cache/freshness.ts";
import { judge } from "../edge/http-cache/storing.ts";
import { nameOfVaryList, varyListOf } from "../edge/http-cache/vary.ts";
import type { Answer } from "./ask.ts";
import { barriers } from "./barriers.ts";
import { misdirected, type PageSeen, type Seen, storedUnder } from "./copies.ts";
import { destinationOf } from "./destination.ts";
import type { Finding } from "./finding.ts";
import { neededInVary, varyField } from "./proposal.ts";
import type { Mask } from "./secrets.ts";
import { listed } from "./words.ts";

/** What is fragile about a page. @param leaks then nothing keeps it private that could be lost */
export function fragileOf(page: PageSeen, leaks: boolean, mask: Mask): Finding[] {
  const found = [
    leaks ? null : oneHeader(page),
    setCookie(page, mask),
    varyVaries(page),
    changedSession(page),
    destinationOf(page, mask),
  ];
  return found.filter((finding) => finding !== null);
}

function oneHeader(page: PageSeen): Finding | null {
  for (const without of barriers) {
    // Nobody's page is not private.
    const found = misdirected(page, without).find(({ from }) => from.asker.person !== null);
    const [name] = without;
    if (!found || name === undefined) continue;
    const { from, to, answer } = found;
    const value = name === "set-cookie" ? "" : `: ${fieldValue(answer.fields, name) ?? ""}`;
    return {
      rule: "one-header",
      message: `Only ${spelled(name)}${value} keeps what the app makes for ${from.asker.name} from ${to.asker.name}.`,
      send: varyField(answer, neededInVary(page)),
    };
  }
  return null;
}

function spelled(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** An answer with whom it was for. */
interface Given {
  readonly seen: Seen;
  readonly answer: Answer;
}

function given(page: PageSeen): Given[] {
  return page.seen.flatMap((seen) => seen.evidence.answers.map((answer) => ({ seen, answer })));
}

const cookieSetting: ReadonlySet<string> = new Set(["set-cookie"]);

function setCookie(page: PageSeen, mask: Mask): Finding | null {
  const found = given(page).find(({ seen, answer }) => {
    if (!hasField(answer.fields, "set-cookie") || storedUnder(page, seen, answer) !== null) return false;
    const fields = withoutFields(answer.fields, cookieSetting);
    return lifetimeStated(answer) > 0 && storedUnder(page, seen, { ...answer, fields }) !== null;
  });
  if (!found) return null;
  const { fields } = found.answer;
  const [, line = ""] = fields.find(([name]) => name.toLowerCase() === "set-cookie") ?? [];
  const name = line.split("=", 1)[0] ?? "";
  return {
    rule: "set-cookie",
    message: `It sets the cookie ${mask(name)} and says ${freshnessIn(fields)}, so it is kept out by Set-Cookie alone.`,
    send: "Cache-Control: private, no-store",
  };
}

/** Seconds that the app itself gives an answer; what a cache would add does not count. */
function lifetimeStated({ fields, times }: Answer): number {
  const directives = parseCacheControl(fieldValue(fields, "cache-control"));
  return surrogateLifetime(fields) ?? explicitLifetime(fields, directives, times.responseTime) ?? 0;
}

function freshnessIn(fields: Fields): string {
  const names = ["surrogate-control", "cache-control", "expires"].filter((name) => hasField(fields, name));
  return listed(names.map((name) => `${spelled(name)}: ${fieldValue(fields, name)}`));
}

/** The members that decide between people; one list may lack others, where a body is too small to compress. */
const personal = /^(?:govuk[-_]account[-_].*|cookie)$/;

function varyVaries(page: PageSeen): Finding | null {
  const lists = given(page).flatMap(({ seen, answer }) => {
    const list = storedUnder(page, seen, answer);
    return list === null ? [] : [{ seen, answer, list }];
  });
  const isOther = (a: (typeof lists)[number], b: (typeof lists)[number]) => {
    if (a.seen === b.seen) return nameOfVaryList(a.list) !== nameOfVaryList(b.list);
    const membersOf = (list: readonly string[]) => nameOfVaryList(list.filter((name) => personal.test(name)));
    return membersOf(a.list) !== membersOf(b.list);
  };
  const pairs = lists.flatMap((a) => lists.map((b) => [a, b] as const));
  const pair = pairs.find(([a, b]) => isOther(a, b));
  if (!pair) return null;
  const [a, b] = pair;
  const said = ({ answer }: Given) => fieldValue(answer.fields, "vary") ?? "nothing";
  const same = a.seen === b.seen;
  return {
    rule: "vary-varies",
    message: same
      ? `Asked twice as ${a.seen.asker.name}, it varies on ${said(a)} once, and once on ${said(b)}.`
      : `For ${a.seen.asker.name} it varies on ${said(a)}, for ${b.seen.asker.name} on ${said(b)}.`,
    send: varyField(
      { ...a.answer, fields: [...a.answer.fields, ...varyLines(b.answer)] },
      neededInVary(page),
    ),
  };
}

function varyLines({ fields }: Answer): Fields {
  const known = new Set(varyListOf(fields) ?? []);
  return [...known].filter((name) => name !== "cookie").map((name) => ["Vary", name]);
}

function changedSession(page: PageSeen): Finding | null {
  for (const { seen, answer } of given(page)) {
    const change = sessionChange(answer.fields);
    if (change.kind === "none") continue;
    // HTTP alone: whatever knows nothing of sessions would store it.
    const fields = withoutFields(answer.fields, cookieSetting);
    if (!judge(seen.arrival, { ...answer, fields }, page.policy, answer.times).store) continue;
    const what = change.kind === "end" ? "ends the session" : "sets a session";
    const invalid = change.kind === "invalid" ? ", with a value that is not valid" : "";
    return {
      rule: "session-change",
      message: `Asked as ${seen.asker.name}, the app ${what}${invalid}, with an answer that HTTP lets caches store.`,
      send: "Cache-Control: no-store",
    };
  }
  return null;
}
