/** What a stored response has become: a response of the origin, and what updated it (RFC 9111 §3.2, §4.3.4, §4.3.5). */
import { before, type History, type Lines, responses, type Spoken, value } from "./history.ts";

/** A stored response with its updates, the oldest first. */
export interface Version {
  readonly base: Spoken;
  readonly updates: readonly Spoken[];
  readonly fields: Lines;
}

/** The version that an answer is made of, told by its `x-by-<n>` fields; null when it names no exchange. */
export function madeOf(history: History, fields: Lines): Version | null {
  const parts = responses(history)
    .filter(({ n }) => value(fields, `x-by-${n}`) !== null)
    .sort((one, other) => one.said.landed.tick - other.said.landed.tick);
  const base = parts.find(({ said }) => said.status !== 304) ?? parts[0];
  if (base === undefined) return null;
  return versionOf(
    base,
    parts.filter((part) => part !== base),
  );
}

function versionOf(base: Spoken, updates: readonly Spoken[]): Version {
  return { base, updates, fields: updates.reduce(updated, stored(base.said.fields)) };
}

/** The version as it was before a visit had it validated. */
export function withoutUpdatesFor({ base, updates }: Version, visit: number): Version {
  return versionOf(
    base,
    updates.filter(({ asker }) => asker !== visit),
  );
}

/** The exchange that freshened it last, or made it. */
export function latest({ base, updates }: Version): Spoken {
  return updates.at(-1) ?? base;
}

/** §3.1: what a cache must not store of a response, nor a proxy forward. */
function stored(fields: Lines): Lines {
  const named = (value(fields, "connection") ?? "").toLowerCase().split(/\s*,\s*/);
  return fields.filter(([name]) => !hopByHop.has(name.toLowerCase()) && !named.includes(name.toLowerCase()));
}

export const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "te",
  "upgrade",
]);

/** §3.2: each field of the new response takes the place of the stored one, but for Content-Length. */
function updated(fields: Lines, { said }: Spoken): Lines {
  const fresh = stored(said.fields).filter(([name]) => name.toLowerCase() !== "content-length");
  const names = new Set(fresh.map(([name]) => name.toLowerCase()));
  return [...fields.filter(([name]) => !names.has(name.toLowerCase())), ...fresh];
}

/** Why the updates of a version were not permitted. */
export function againstUpdates(version: Version): string[] {
  return version.updates.flatMap((update, index) => {
    const reason = againstUpdate(versionOf(version.base, version.updates.slice(0, index)), update);
    return reason === null ? [] : [`exchange ${update.n} must not update it: ${reason}`];
  });
}

function againstUpdate({ base, fields }: Version, update: Spoken): string | null {
  if (base.path !== update.path) return "another URL (§4.3.4)";
  if (!before(base.said.landed, update.said.landed)) return "it came later (§4.3.4)";
  if (update.said.status === 304) return selects(base, update) ? null : "the 304 does not select it (§4.3.4)";
  if (update.method === "HEAD" && update.said.status === 200) {
    return alike(fields, update) ? null : "the HEAD's validators or length differ (§4.3.5)";
  }
  return "only a 304, or a 200 to HEAD, updates (§4.3.4, §4.3.5)";
}

/** §4.3.4: a 304 selects what has its own validator; if it has none, what the request named. */
function selects({ said }: Spoken, update: Spoken): boolean {
  const tag = value(said.fields, "etag");
  const modified = value(said.fields, "last-modified");
  const newTag = value(update.said.fields, "etag");
  if (newTag !== null)
    return tag !== null && (newTag.startsWith("W/") ? opaque(tag) === opaque(newTag) : tag === newTag);
  const newModified = value(update.said.fields, "last-modified");
  if (newModified !== null) return modified === newModified;
  // Without any validator only what the request was about can be meant. The RFC is silent here (§4.3.4 ends
  // with responses that have no validator): what was named and confirmed is taken as confirmed.
  const named = value(update.request, "if-none-match");
  if (named !== null)
    return (
      tag !== null &&
      named
        .split(/\s*,\s*/)
        .map(opaque)
        .includes(opaque(tag))
    );
  return value(update.request, "if-modified-since") !== null;
}

/** §4.3.5: the validators that the HEAD brings and its Content-Length are those of the stored response. */
function alike(fields: Lines, update: Spoken): boolean {
  return ["etag", "last-modified", "content-length"].every((name) => {
    const fresh = value(update.said.fields, name);
    return fresh === null || fresh === value(fields, name);
  });
}

/** The part of an entity tag that weak comparison looks at (RFC 9110 §8.8.3.2). */
export const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
