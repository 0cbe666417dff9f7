/**
 * Stored responses in memory, bounded by bytes, the least recently used going first; the variants of
 * one URL are bounded by number too, so that one personal page cannot push the rest out. The order of
 * use is kept once half the room is used.
 *
 * @module
 */
import { LRUCache } from "lru-cache";
import { createPurgeMarks, type PurgeMark, type PurgeOutcome } from "../http-cache/purge.ts";
import { staleSinceOf, withSoftTime } from "../http-cache/soft-times.ts";
import {
  type CacheStore,
  type Listed,
  type ListedUrl,
  type Match,
  mayReplace,
  mostRecentFirst,
  nothingFound,
  type SomeVariants,
  type StoredRecord,
  type StoredResponse,
  type StoreReadings,
} from "../http-cache/store.ts";
import { nameOfVaryList, type SelectingRequest, secondaryKey } from "../http-cache/vary.ts";
import {
  firstOf,
  type Held,
  nameOfPart,
  newResource,
  partsAround,
  type Resource,
  sizeOf,
  type Variants,
  variantsBy,
} from "./memory-places.ts";

/** How many URLs, and variants of one, are listed to whoever looks around. */
const mostListed = 500;

/** The memory store, with what the inspector and tests ask of it. */
export interface MemoryStore extends CacheStore {
  matchNow(primaryKey: string, request: SelectingRequest): Match;
  match(primaryKey: string, request: SelectingRequest): Match;
  put(primaryKey: string, request: SelectingRequest, record: StoredRecord, instead?: StoredResponse): boolean;
  purge(mark: PurgeMark): PurgeOutcome;
  purgeVariants(primaryKey: string, variants: SomeVariants, mark: Pick<PurgeMark, "soft" | "time">): void;
  readings(): StoreReadings;
  list(primaryKey?: string): readonly ListedUrl[];
  /** Bytes in use, as counted against the bound. */
  readonly bytes: number;
  /** Records held. */
  readonly entries: number;
}

/** The bounds of a memory store. */
export interface MemoryBounds {
  /**
   * Bytes of bodies, headers, keys and tags, with about 600 for the objects of each record; of what was
   * purged by its URL, until it is evicted. The times of purges stand outside, at most 65,536 tags of them.
   */
  readonly maxBytes: number;
  /** How many variants of one URL are kept; 100,000 by default. */
  readonly variantsPerUrl?: number;
}

/**
 * A store in memory.
 *
 * @example
 * createEdge({ origin, transport, store: memoryStore({ maxBytes: 256 * 1024 * 1024 }) });
 */
export function memoryStore({ maxBytes, variantsPerUrl = 100_000 }: MemoryBounds): MemoryStore {
  const marks = createPurgeMarks();
  const resources = new Map<string, Resource>();
  /** Until somebody purges a part of a URL, nobody asks for the marks of parts. */
  let marksParts = false;
  let evictions = 0;
  const recency = new LRUCache<Held, Held>({ maxSize: maxBytes, sizeCalculation: sizeOf, dispose: forget });

  /** Takes a record out of its place, and with the last one its resource. */
  function forget(held: Held, _key?: Held, reason?: LRUCache.DisposeReason): void {
    if (reason === "evict") evictions += 1;
    const { resource, variants, values } = held;
    if (variants.byValues.get(values) === held) variants.byValues.delete(values);
    resource.held.delete(held);
    const isLast = resource.held.size === 0 && resources.get(resource.primaryKey) === resource;
    if (isLast) resources.delete(resource.primaryKey);
  }

  /** What is held in a place, if no purge has taken it away. */
  function heldAt(variants: Variants, values: string): Held | null {
    const held = variants.byValues.get(values);
    if (!held) return null;
    if (held.seen !== marks.version && !look(held)) return null;
    const { resource, record, marked } = held;
    const ofUrl = resource.soft.length === 0 ? Infinity : staleSinceOf(resource.soft, record.askedAt);
    // Staleness counts from the first time that made it so.
    const since = Math.min(marked ?? Infinity, ofUrl);
    const staleSince = since === Infinity ? null : since;
    // Among many, what is written to is fetched and put back: it hardly ever changes.
    if (held.staleSince !== staleSince) held.staleSince = staleSince;
    return held;
  }

  /** Asks the marks of a record; false when it is gone. */
  function look(held: Held): boolean {
    held.marked = null;
    for (const part of marksParts ? partsAround(held) : [undefined]) {
      const verdict = marks.verdict(held.record, part);
      if (verdict === "gone") {
        recency.delete(held);
        return false;
      }
      if (verdict) held.marked = Math.min(held.marked ?? Infinity, verdict.staleSince);
    }
    held.seen = marks.version;
    return true;
  }

  /** The records that a request selects, one at the most for each Vary list, the newest first. */
  function selected({ lists }: Resource, request: SelectingRequest): Held[] {
    const found: Held[] = [];
    for (const variants of lists) {
      const held = heldAt(variants, secondaryKey(variants.vary, request));
      if (held) found.push(held);
    }
    return found.length > 1 ? found.sort(mostRecentFirst) : found;
  }

  /** The order of use matters when room is short, and noting it costs writes to memory that is cold. */
  function use(held: Held): void {
    if (recency.calculatedSize > maxBytes / 2) recency.get(held);
    const { held: all } = held.resource;
    if (all.size <= variantsPerUrl / 2) return;
    all.delete(held);
    all.add(held);
  }

  function put(
    primaryKey: string,
    request: SelectingRequest,
    record: StoredRecord,
    instead?: StoredResponse,
  ): boolean {
    // What the request says is read first: if that fails, nothing has changed.
    const values = secondaryKey(record.vary, request);
    const resource = resources.get(primaryKey) ?? newResource(primaryKey);
    const variants = variantsBy(resource, record.vary);
    const before = heldAt(variants, values);
    if (instead && !isThere(resource, request, instead)) return false;
    if (before && !mayReplace(before.record, record)) return false;
    const held: Held = { record, resource, variants, values, staleSince: null, marked: null, seen: -1 };
    resources.set(primaryKey, resource);
    variants.byValues.set(values, held);
    resource.held.add(held);
    recency.set(held, held);
    if (before) recency.delete(before);
    if (!recency.has(held)) forget(held);
    const [oldest] = resource.held;
    if (oldest && resource.held.size > variantsPerUrl) {
      evictions += 1;
      recency.delete(oldest);
    }
    return recency.has(held);
  }

  function isThere(
    resource: Resource,
    request: SelectingRequest,
    { vary, askedAt }: StoredResponse,
  ): boolean {
    const variants = resource.lists.find(({ name }) => name === nameOfVaryList(vary));
    const held = variants && heldAt(variants, secondaryKey(vary, request));
    return held?.record.askedAt === askedAt;
  }

  function listed({ held }: Resource): readonly Listed[] {
    return firstOf(held, mostListed).flatMap(({ variants, values }) => {
      const there = heldAt(variants, values);
      return there ? [{ record: there.record, staleSince: there.staleSince, values }] : [];
    });
  }

  function match(primaryKey: string, request: SelectingRequest): Match {
    const resource = resources.get(primaryKey);
    if (!resource) return nothingFound;
    const lastVary = resource.lists[0]?.vary ?? null;
    const found = selected(resource, request);
    for (const held of found) use(held);
    return { found, lastVary };
  }

  function purge(mark: PurgeMark): PurgeOutcome {
    if (mark.scope.by === "url") purgeUrl(mark.scope.key, mark);
    else marks.write(mark);
    return "done";
  }

  function purgeUrl(key: string, { soft, time }: PurgeMark): void {
    const resource = resources.get(key);
    if (resource && soft) resource.soft = withSoftTime(resource.soft, time);
    // What it held is out of reach from now on; the bound on bytes clears it away.
    else resources.delete(key);
  }

  return {
    matchNow: match,
    match,
    put,
    purge,
    purgeVariants(primaryKey, variants, { soft, time }) {
      marksParts = true;
      marks.write({ scope: { by: "url", key: nameOfPart(primaryKey, variants) }, soft, time });
    },
    readings() {
      let mostVariants = 0;
      for (const { held } of resources.values()) mostVariants = Math.max(mostVariants, held.size);
      return { responses: recency.size, bytes: recency.calculatedSize, maxBytes, mostVariants, evictions };
    },
    list(primaryKey) {
      const one = primaryKey === undefined ? undefined : resources.get(primaryKey);
      const chosen = primaryKey === undefined ? resources.values() : one ? [one] : [];
      return firstOf(chosen, mostListed)
        .map((resource) => {
          // Before they are counted: looking at what was purged takes it away.
          const records = listed(resource);
          return { primaryKey: resource.primaryKey, count: resource.held.size, records };
        })
        .filter(({ records }) => records.length > 0);
    },
    get bytes() {
      return recency.calculatedSize;
    },
    get entries() {
      return recency.size;
    },
  };
}
