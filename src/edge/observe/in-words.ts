/**
 * A request's story in words, for who reads it on a terminal.
 *
 * @module
 */
import type { RequestEvent } from "./events.ts";
import type { CacheStory, OriginStory, StoredView, Story } from "./story.ts";

/** A part of a story: what it is about, and sentences. */
export interface Paragraph {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The whole story. */
export function inWords(story: Story, event: RequestEvent): Paragraph[] {
  const [asked] = story.origin;
  return [
    { title: "Asked", lines: [`${story.method} ${story.url}`] },
    ...(story.account === null ? [] : [{ title: "Who", lines: [who(story.account)] }]),
    { title: "Cache", lines: story.cache === null ? [notAsked] : cacheLines(story.cache) },
    { title: "Origin", lines: asked ? originLines(asked) : ["It was not asked."] },
    { title: "Decision", lines: [decisionSentence(event)] },
  ];
}

const notAsked = "It was not asked: only GET and HEAD can be answered from it.";

function who({ cookie, session, flash, refused }: NonNullable<Story["account"]>): string {
  if (refused !== null) return `The cookie ${cookie} is not accepted (${refused}), so nobody is signed in.`;
  if (session === null) return `There is no cookie ${cookie}, so nobody is signed in.`;
  return `The cookie ${cookie} says ${session}${flash === null ? "" : `, with the message ${flash}`}.`;
}

function cacheLines({ key, count, variants, chosen, found }: CacheStory): string[] {
  const used = chosen === null ? undefined : variants[chosen];
  const there =
    count === 0
      ? "Nothing is stored of it."
      : `${count === 1 ? "1 variant is" : `${count} variants are`} stored of it.`;
  return [
    `The key is ${key}.`,
    there,
    ...(used
      ? [
          `The one for ${selectionWords(used)} is ${Math.round(used.age)} s old, of ${Math.round(used.lifetime)} s.`,
        ]
      : []),
    `Found: ${found}.`,
  ];
}

/** What a request must say to be given a variant. */
export function selectionWords({ selectedBy }: Pick<StoredView, "selectedBy">): string {
  if (selectedBy.length === 0) return "everybody";
  return selectedBy
    .map(({ name, value }) => (value === null ? `no ${name}` : `${name}: ${value}`))
    .join("; ");
}

/** What the copies are divided by that are made of an answer with this Vary; null for none. */
export function divisionWords(vary: string | null): string {
  return vary === null ? "the same for everybody" : `by ${vary}`;
}

const told: ReadonlySet<string> = new Set([
  "cache-control",
  "vary",
  "age",
  "expires",
  "set-cookie",
  "etag",
  "surrogate-key",
]);

function originLines({ method, target, answer, failure, took }: OriginStory): string[] {
  if (failure !== null) return [`${method} ${target}: ${failure}`];
  if (answer === null) return [`${method} ${target}: no answer yet.`];
  const fields = answer.received.filter(
    ([name]) => told.has(name.toLowerCase()) || /^govuk-account-/i.test(name),
  );
  return [
    `${method} ${target}: ${answer.status} after ${took.toFixed(1)} ms.`,
    ...(fields.length === 0
      ? ["It says nothing of caching."]
      : fields.map(([name, value]) => `  ${name}: ${value}`)),
  ];
}

/** What became of a request, and why, in a sentence or two. */
export function decisionSentence({ decision, reason, cache, status }: RequestEvent): string {
  switch (decision) {
    case "hit":
      return `A hit: the answer comes from the cache, and is fresh for another ${Math.round(cache.ttl ?? 0)} s.`;
    case "stale":
      return `Stale: the answer comes from the cache though it is no longer fresh (${reason ?? "as was asked"}).`;
    case "collapsed":
      return "Collapsed: another request for the same was under way, and this one shares its answer.";
    case "pass":
      return `A pass: it went by the cache. ${becauseOf(reason)}`;
    case "own":
      return `The edge answered by itself, with ${status}.`;
    case "error":
      return `The edge answered with a page for what went wrong (${reason ?? status}).`;
    case "miss":
      return cache.stored
        ? `A miss: the origin was asked, and its answer is stored for ${Math.round(cache.ttl ?? 0)} s.`
        : `A miss: the origin was asked, and its answer is not stored. ${becauseOf(reason)}`;
  }
}

function becauseOf(reason: string | null): string {
  if (reason === null) return "";
  return reasons[reason] ?? `The reason: ${reason}.`;
}

/** Why something is not stored, and what would have it stored. */
const reasons: Readonly<Record<string, string>> = {
  method: "Only answers to GET are stored.",
  "request-no-store": "The client asked for that with Cache-Control: no-store.",
  authorization:
    "The request has a password, and the answer does not say public, s-maxage or must-revalidate.",
  status: "Answers of this status are not stored.",
  "vary-star": "The answer says Vary: *, or something that is no list of names, so it fits no other request.",
  "must-understand": "The answer says must-understand, and has a status that the cache does not know.",
  "no-store":
    "The answer says no-store. If it is the same for all, send Cache-Control: max-age and leave no-store out.",
  private:
    "The answer says private. If it depends on the session alone, send Vary: GOVUK-Account-Session and a max-age.",
  "no-cache": "The answer says no-cache, and has nothing to validate it by: send an ETag.",
  "max-age-0": "The answer says max-age=0.",
  "set-cookie":
    "The answer sets a cookie, which is for one person. Set it elsewhere, or leave the page uncached.",
  cookie: "The request has a Cookie, and the answer says neither how long it may be kept nor Vary: Cookie.",
  "not-fresh": "The answer gives itself no time to be fresh in. Send Cache-Control: max-age=300, say.",
  "session-change": "The answer changes the session, so requests for this page pass for a while.",
  guard:
    "The answer was made for a session and does not say so. Send Vary: GOVUK-Account-Session, or no-store.",
  "too-large": "The body is larger than may be stored.",
  "no-length": "The answer ended with its connection, so nobody knows whether it is whole.",
  partial: "It is a part that cannot be put together with others.",
};
