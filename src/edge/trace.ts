/**
 * Writes down the story of each request, for the inspector: what came, what was made of it, what was asked
 * of the origin, and what the client got. Only where there is an inspector.
 *
 * @module
 */

import type { Arrival } from "./arrival.ts";
import type { Fields } from "./fields/fields.ts";
import { currentAge, type Lookup } from "./http-cache/assess.ts";
import type { CacheStore, Listed, SomeVariants, StoredRecord } from "./http-cache/store.ts";
import { nameOfVaryList } from "./http-cache/vary.ts";
import { masked, maskedField, maskedTarget } from "./observe/mask.ts";
import type { People } from "./observe/people.ts";
import type { CacheStory, Lines, OriginStory, StoredView, Story } from "./observe/story.ts";
import type { Answer } from "./stored-answer.ts";

/** Writes one story. None of it throws. */
export interface Trace {
  /** What the cache found. */
  found(lookup: Lookup): void;
  /** The origin is asked. @returns is told how that ended */
  asked(method: string, target: string, fields: Fields): (outcome: OriginOutcome) => void;
  /** What the client gets. */
  answered(answer: Pick<Answer, "status" | "fields">): void;
}

/** How asking the origin ended. */
export type OriginOutcome =
  | { readonly status: number; readonly fields: Fields }
  /** Why there is no answer. */
  | { readonly failure: string };

/** The stories of an edge. */
export interface Tracer {
  begin(arrival: Arrival, received: Fields): Trace;
  story(requestId: string): Story | undefined;
  clear(): void;
  /** What is stored of each URL, as the store knows it; null where it cannot tell. */
  stored(): readonly StoredUrl[] | null;
  /**
   * A part of what is stored of a URL; undefined when it is not there any more.
   *
   * @param vary the names, lower case and in order, with commas
   * @param id of one variant; null for all under that list
   */
  part(key: string, vary: string, id: number | null): SomeVariants | undefined;
}

/** What is stored of a URL. */
export interface StoredUrl {
  readonly key: string;
  readonly count: number;
  readonly variants: readonly StoredView[];
}

/** What a tracer is made with. */
export interface TracerParts {
  readonly store: CacheStore;
  readonly people: People;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number;
  /** Told of each story when its request is answered. */
  readonly onStory: ((story: Story) => void) | undefined;
}

const storiesKept = 200;

/** A tracer that keeps the latest stories. */
export function createTracer({ store, people, now, monotonic, onStory }: TracerParts): Tracer {
  const stories = new Map<string, { -readonly [key in keyof Story]: Story[key] }>();
  const hits = new WeakMap<StoredRecord, number>();
  const ids = new WeakMap<StoredRecord, number>();
  let lastId = 0;
  const viewOf = (listed: Listed) => {
    const { record } = listed;
    return { ...storedView(listed, now(), hits.get(record) ?? 0), id: idOf(record) };
  };

  function idOf(record: StoredRecord): number {
    const id = ids.get(record) ?? ++lastId;
    ids.set(record, id);
    return id;
  }

  function begin(arrival: Arrival, received: Fields): Trace {
    const { requestId, method, key, account, session } = arrival;
    if (session) people.seen(session.value.split("$$", 1)[0] ?? "", now());
    const story: { -readonly [name in keyof Story]: Story[name] } = {
      ...{ requestId, at: now(), method, url: maskedTarget(key) },
      received: lines(received),
      account: account && {
        cookie: account.cookie.name,
        session: session && masked(session.value),
        flash: session?.flash ?? null,
        refused: account.refused,
      },
      ...{ cache: null, origin: [], answer: null },
    };
    stories.set(requestId, story);
    const [oldest] = stories.keys();
    if (stories.size > storiesKept && oldest !== undefined) stories.delete(oldest);
    return {
      found(lookup) {
        story.cache = cacheStory(key, lookup);
      },
      asked(asMethod, target, fields) {
        const since = monotonic();
        const one = { method: asMethod, target: maskedTarget(target), sent: lines(fields) };
        const place = story.origin.length;
        const tell = (rest: Pick<OriginStory, "answer" | "failure">) => {
          story.origin = story.origin.with(place, { ...one, ...rest, took: monotonic() - since });
        };
        story.origin = [...story.origin, { ...one, answer: null, failure: null, took: 0 }];
        return (outcome) =>
          "failure" in outcome
            ? tell({ answer: null, failure: outcome.failure })
            : tell({ answer: { status: outcome.status, received: lines(outcome.fields) }, failure: null });
      },
      answered({ status, fields }) {
        story.answer = { status, fields: lines(fields) };
        onStory?.(story);
      },
    };
  }

  function cacheStory(key: string, lookup: Lookup): CacheStory {
    const [url] = store.list?.(key) ?? [];
    const records = url?.records ?? [];
    const used = "response" in lookup ? lookup.response : null;
    const chosen = records.findIndex(({ record }) => record === used);
    // As it was: this request's own use is none of what it found.
    const variants = records.map(viewOf);
    if (used) hits.set(used, (hits.get(used) ?? 0) + 1);
    const found = "reason" in lookup ? `${lookup.kind} (${lookup.reason})` : lookup.kind;
    return {
      key: maskedTarget(key),
      variants,
      count: url?.count ?? 0,
      found,
      chosen: chosen < 0 ? null : chosen,
      stored: used && lines(used.origin),
    };
  }

  return {
    begin,
    story: (requestId) => stories.get(requestId),
    clear: () => stories.clear(),
    stored: () =>
      store.list?.().map(({ primaryKey, count, records }) => ({
        key: primaryKey,
        count,
        variants: records.map(viewOf),
      })) ?? null,
    part(key, vary, id) {
      const records = store.list?.(key).flatMap((url) => url.records) ?? [];
      const found = records.find(
        ({ record }) => nameOfVaryList(record.vary) === vary && (id === null || ids.get(record) === id),
      );
      return found && { vary: found.record.vary, values: id === null ? null : found.values };
    },
  };
}

function lines(fields: Fields): Lines {
  return fields.map(([name, value]) => [name, maskedField(name, value)] as const);
}

function storedView(
  { record, staleSince, values }: Listed,
  now: number,
  hits: number,
): Omit<StoredView, "id"> {
  const common = {
    selectedBy: valuesOf(values),
    hits,
    isPurged: staleSince !== null,
    surrogateKeys: record.tags,
  };
  if (record.kind === "pass") {
    const [lifetime, ttl] = [(record.until - record.storedAt) / 1000, (record.until - now) / 1000];
    const none = { status: null, bytes: 0, fingerprint: 0, staleWhileRevalidate: 0, staleIfError: 0 };
    return { ...common, ...none, kind: "pass", reason: record.reason, age: lifetime - ttl, ttl, lifetime };
  }
  const { status, body, lifetime, reuse } = record;
  const age = currentAge(record, now);
  return {
    ...{ ...common, kind: "response", reason: null, status, bytes: body.byteLength, age, lifetime },
    fingerprint: fingerprintOf(body),
    ttl: staleSince === null ? lifetime - age : Math.min(0, lifetime - age),
    staleWhileRevalidate: reuse.staleWhileRevalidate,
    staleIfError: reuse.staleIfError,
  };
}

const fingerprints = new WeakMap<Uint8Array, number>();

/** FNV-1a, which is enough to tell a few dozen bodies apart. */
function fingerprintOf(body: Uint8Array): number {
  const known = fingerprints.get(body);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (const byte of body) hash = Math.imul(hash ^ byte, 0x01000193);
  fingerprints.set(body, hash);
  return hash;
}

/** What a request must say, read from a secondary key. */
function valuesOf(key: string): StoredView["selectedBy"] {
  return key
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const at = line.indexOf("=");
      const name = at < 0 ? line : line.slice(0, at);
      return { name, value: at < 0 ? null : maskedField(name, line.slice(at + 1)) };
    });
}
