/**
 * Purging: times that are written down, and compared when a record is found. Writing one costs the same
 * for one response as for a million, because nothing is searched.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import { fieldValue } from "../fields/fields.ts";
import { boundedMap } from "./bounded-map.ts";
import { bothSoftTimes, neverSoft, type SoftTimes, staleSinceOf, withSoftTime } from "./soft-times.ts";
import type { StoredRecord } from "./store.ts";

/** Whose records are purged. A tag is one of the keys that `Surrogate-Key` gave a response. */
export type PurgeScope =
  | { readonly by: "url"; readonly key: string }
  | { readonly by: "tag"; readonly tag: string }
  | { readonly by: "all" };

/** A purge as a store writes it down: it concerns what was asked for before `time`. */
export interface PurgeMark {
  readonly scope: PurgeScope;
  /** A soft purge makes responses stale: they may still be validated, or served while that is done. */
  readonly soft: boolean;
  /** Milliseconds since 1970, by the cache's clock. No two moments of one cache are equal. */
  readonly time: number;
}

/**
 * How far a purge has come: `done` where all who share the store know of it, or will before they use it
 * again; `queued` where only this process does, and the others are told as soon as they can be.
 */
export type PurgeOutcome = "done" | "queued";

/** What the marks say of a record: nothing, that it is gone, or since when it is stale. */
export type PurgeVerdict = null | "gone" | { readonly staleSince: number };

/** The marks of past purges. */
export interface PurgeMarks {
  /** Grows with each mark: who has seen a record under a version need not look again. */
  readonly version: number;
  write(mark: PurgeMark): void;
  /** @param key the primary key; without it the marks of URLs are not asked */
  verdict(record: Pick<StoredRecord, "bodyAskedAt" | "askedAt" | "tags">, key?: string): PurgeVerdict;
}

/** The last hard purge, -Infinity where there was none, and the soft ones. */
interface Times {
  readonly hard: number;
  readonly soft: SoftTimes;
}

const never: Times = { hard: -Infinity, soft: neverSoft };

/**
 * Marks in memory.
 *
 * @param limit how many tags and URLs are remembered. The time of one that is forgotten counts for all
 *   from then on: more than was asked for is purged, never less.
 */
export function createPurgeMarks(limit = 65_536): PurgeMarks {
  const named = boundedMap<Times>(limit);
  let all = never;
  let version = 0;

  function writeNamed(name: string, mark: PurgeMark): void {
    const forgotten = named.set(name, later(named.get(name) ?? never, timesOf(mark)));
    if (forgotten) all = later(all, forgotten);
  }

  return {
    get version() {
      return version;
    },
    write(mark) {
      version += 1;
      const { scope } = mark;
      if (scope.by === "all") all = later(all, timesOf(mark));
      else writeNamed(scope.by === "tag" ? nameOfTag(scope.tag) : nameOfUrl(scope.key), mark);
    },
    verdict({ bodyAskedAt, askedAt, tags }, key) {
      const names = tags.map(nameOfTag);
      if (key !== undefined) names.push(nameOfUrl(key));
      // Staleness counts from the first time that made it so.
      let since = Infinity;
      for (const { hard, soft } of [all, ...names.map((name) => named.get(name) ?? never)]) {
        if (hard > bodyAskedAt) return "gone";
        if (soft.length > 0) since = Math.min(since, staleSinceOf(soft, askedAt));
      }
      return since === Infinity ? null : { staleSince: since };
    },
  };
}

const nameOfTag = (tag: string) => `tag ${tag}`;
const nameOfUrl = (key: string) => `url ${key}`;

function timesOf({ soft, time }: PurgeMark): Times {
  return soft ? { ...never, soft: withSoftTime(neverSoft, time) } : { ...never, hard: time };
}

function later(one: Times, other: Times): Times {
  if (other === never) return one;
  return { hard: Math.max(one.hard, other.hard), soft: bothSoftTimes(one.soft, other.soft) };
}

/** The tags of a response, each once. Blanks divide them, as at Fastly; a comma stands between two lines. */
export function tagsOf(fields: Fields): readonly string[] {
  const value = fieldValue(fields, "surrogate-key");
  return value === null ? noTags : [...new Set(value.split(/[ \t,]+/).filter((tag) => tag !== ""))];
}

const noTags: readonly string[] = [];

/** The smallest step of a {@link tickingClock}, in milliseconds: what comes just after a time. */
export const tickStep = 1 / 1024;

/**
 * A clock of which no two readings are equal, so that there is always an answer to what came first: a
 * response that was asked for in the millisecond of a purge, or the purge.
 *
 * @param now milliseconds since 1970
 */
export function tickingClock(now: () => number): () => number {
  let last = -Infinity;
  return () => {
    // A clock that was set back makes no purge undone: time stands still until it has caught up.
    last = Math.max(now(), last + tickStep);
    return last;
  };
}
