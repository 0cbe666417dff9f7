/**
 * Purging: times that are written down, and compared when a record is found. Writing one costs the same
 * for one response as for a million, because nothing is searched.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import { fieldValue } from "../fields/fields.ts";
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

/** What the marks say of a record: nothing, that it is gone, or since when it is stale. */
export type PurgeVerdict = null | "gone" | { readonly staleSince: number };

/** The marks that concern more than one URL. */
export interface PurgeMarks {
  /** Grows with each mark: who has seen a record under a version need not look again. */
  readonly version: number;
  write(mark: PurgeMark): void;
  verdict(record: Pick<StoredRecord, "bodyAskedAt" | "askedAt" | "tags">): PurgeVerdict;
}

/** The last hard and the last soft purge; -Infinity where there was none. */
interface Times {
  readonly hard: number;
  readonly soft: number;
}

const never: Times = { hard: -Infinity, soft: -Infinity };

/**
 * Marks in memory.
 *
 * @param limit how many tags are remembered. The time of one that is forgotten counts for all from then
 *   on: more than was asked for is purged, never less.
 */
export function createPurgeMarks(limit = 65_536): PurgeMarks {
  const tags = new Map<string, Times>();
  let all = never;
  let version = 0;

  function writeTag(tag: string, mark: PurgeMark): void {
    const times = later(tags.get(tag) ?? never, timesOf(mark));
    tags.delete(tag);
    tags.set(tag, times);
    if (tags.size <= limit) return;
    for (const [oldest, forgotten] of tags) {
      tags.delete(oldest);
      all = later(all, forgotten);
      break;
    }
  }

  return {
    get version() {
      return version;
    },
    write(mark) {
      version += 1;
      if (mark.scope.by === "tag") writeTag(mark.scope.tag, mark);
      else all = later(all, timesOf(mark));
    },
    verdict({ bodyAskedAt, askedAt, tags: own }) {
      let times = all;
      for (const tag of own) times = later(times, tags.get(tag) ?? never);
      if (times.hard > bodyAskedAt) return "gone";
      return times.soft > askedAt ? { staleSince: times.soft } : null;
    },
  };
}

function timesOf({ soft, time }: PurgeMark): Times {
  return soft ? { ...never, soft: time } : { ...never, hard: time };
}

function later(one: Times, other: Times): Times {
  if (other === never) return one;
  return { hard: Math.max(one.hard, other.hard), soft: Math.max(one.soft, other.soft) };
}

/** The tags of a response, each once. Blanks divide them, as at Fastly; a comma stands between two lines. */
export function tagsOf(fields: Fields): readonly string[] {
  const value = fieldValue(fields, "surrogate-key");
  return value === null ? noTags : [...new Set(value.split(/[ \t,]+/).filter((tag) => tag !== ""))];
}

const noTags: readonly string[] = [];

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
    last = Math.max(now(), last + 1 / 1024);
    return last;
  };
}
