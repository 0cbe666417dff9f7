/**
 * Stored responses in memory, bounded by bytes: what was stored first goes first, unless it was used since. The
 * variants of one URL are bounded by number too, so that one personal page cannot push the rest out.
 *
 * @module
 */
import { createPurgeMarks, type PurgeMark, type PurgeOutcome } from "../http-cache/purge.ts";
import { staleSinceOf, withSoftTime } from "../http-cache/soft-times.ts";
import {
  type CacheStore,
  type Found,
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
import { type SelectingRequest, secondaryKey } from "../http-cache/vary.ts";
import { createKeptRecords } from "./kept-records.ts";
import {
  countOf,
  emptyPlace,
  firstOf,
  type Held,
  heldAt,
  heldOf,
  type KnownUrl,
  KnownUrls,
  nameOfPart,
  oneTooMany,
  partsAround,
  Resource,
  sizeOf,
} from "./memory-places.ts";
import { orderOfUse } from "./order-of-use.ts";

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
   * Bytes of bodies, headers, keys and tags, with about 1,800 for the place of each record, and what V8 has yet
   * to collect of others; of what was purged by its URL, until it is evicted. Up to an eighth is for records
   * that are in use. The times of purges stand outside, at most 65,536 tags of them.
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
  const urls = new KnownUrls();
  /** Until somebody purges a part of a URL, nobody asks for the marks of parts. */
  let marksParts = false;
  let evictions = 0;
  const kept = createKeptRecords(maxBytes / 8);
  const recency = orderOfUse<Held>(() => maxBytes - kept.bytesInUse, evict);

  const bytes = () => recency.bytes + kept.bytesInUse;

  /** Takes a record out of its place, and gives its memory back. */
  function forget(held: Held): void {
    recency.remove(held);
    urls.remove(held);
    kept.letGo(held);
  }

  function evict(held: Held): void {
    evictions += 1;
    forget(held);
  }

  /** What is held in a place, if no purge has taken it away. */
  function ifThere(held: Held | null | undefined): Held | null {
    return held && (held.seen === marks.version || look(held)) ? held : null;
  }

  /** What is found in a place. */
  function foundIn(known: KnownUrl, { marked }: Held, record: StoredRecord): Found {
    const ofUrl = known instanceof Resource ? staleSinceOf(known.soft, record.askedAt) : Infinity;
    // Staleness counts from the first time that made it so.
    const since = Math.min(marked ?? Infinity, ofUrl);
    return { record, staleSince: since === Infinity ? null : since };
  }

  /** Asks the marks of a record; false when it is gone. */
  function look(held: Held): boolean {
    held.marked = null;
    const record = kept.recordOf(held);
    for (const part of marksParts ? partsAround(held) : [undefined]) {
      const verdict = marks.verdict(record, part);
      if (verdict === "gone") {
        forget(held);
        return false;
      }
      if (verdict) held.marked = Math.min(held.marked ?? Infinity, verdict.staleSince);
    }
    held.seen = marks.version;
    return true;
  }

  /** The records that a request selects, one at the most for each Vary list, the newest first. */
  function selected(resource: Resource, request: SelectingRequest): Found[] {
    const found: Found[] = [];
    for (const { vary, byValues } of resource.lists) {
      const held = ifThere(byValues.get(secondaryKey(vary, request)));
      if (held) found.push(foundIn(resource, held, used(held)));
    }
    return found.length > 1 ? found.sort(mostRecentFirst) : found;
  }

  /** The same where there is one record only. */
  function ifSelected(only: Held, request: SelectingRequest): Found[] {
    if (only.values !== secondaryKey(only.vary, request) || !ifThere(only)) return [];
    return [foundIn(only, only, used(only))];
  }

  /** What is used stays longer. */
  function used(held: Held): StoredRecord {
    // Among many, what is written to is fetched and put back.
    if (!held.used) held.used = true;
    return unpacked(held);
  }

  function unpacked(held: Held): StoredRecord {
    const record = kept.inUse(held);
    if (bytes() > maxBytes) recency.fit();
    return record;
  }

  function put(
    primaryKey: string,
    request: SelectingRequest,
    record: StoredRecord,
    instead?: StoredResponse,
  ): boolean {
    // What the request says is read first: if that fails, nothing has changed.
    const values = secondaryKey(record.vary, request);
    const known = urls.get(primaryKey);
    const before = known && ifThere(heldAt(known, record.vary, values));
    if (instead && !isThere(known, request, instead)) return false;
    if (before && !mayReplace(kept.recordOf(before), record)) return false;
    const held = emptyPlace(primaryKey, known, record.vary, values);
    const size = sizeOf(held) + kept.keep(held, record);
    urls.put(held);
    if (before) forget(before);
    if (!recency.add(held, size)) forget(held);
    const tooMany = oneTooMany(urls.get(primaryKey), variantsPerUrl);
    if (tooMany) evict(tooMany);
    return held.size > 0;
  }

  function isThere(
    known: KnownUrl | null,
    request: SelectingRequest,
    { vary, askedAt }: StoredResponse,
  ): boolean {
    const held = known && ifThere(heldAt(known, vary, secondaryKey(vary, request)));
    return held ? kept.recordOf(held).askedAt === askedAt : false;
  }

  // Looking at what was purged takes it away, so it is looked at before it is counted. Who looks twice is to
  // find the same objects, by which they are known.
  function listed(known: KnownUrl): ListedUrl {
    const records = firstOf(heldOf(known), mostListed).flatMap((held) => {
      if (!ifThere(held)) return [];
      return [{ ...foundIn(known, held, unpacked(held)), values: held.values }];
    });
    return { primaryKey: known.primaryKey, count: countOf(known), records };
  }

  function match(primaryKey: string, request: SelectingRequest): Match {
    const known = urls.get(primaryKey);
    if (!known) return nothingFound;
    if (known instanceof Resource) {
      return { lastVary: known.lists[0]?.vary ?? null, found: selected(known, request) };
    }
    return { lastVary: known.vary, found: ifSelected(known, request) };
  }

  function purge(mark: PurgeMark): PurgeOutcome {
    if (mark.scope.by === "url") purgeUrl(mark.scope.key, mark);
    else marks.write(mark);
    return "done";
  }

  function purgeUrl(key: string, { soft, time }: PurgeMark): void {
    const resource = soft ? urls.resource(key) : null;
    if (resource) resource.soft = withSoftTime(resource.soft, time);
    // What it held is out of reach from now on; the bound on bytes clears it away.
    else if (!soft) urls.delete(key);
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
      for (const known of urls.all()) mostVariants = Math.max(mostVariants, countOf(known));
      return { responses: recency.count, bytes: bytes(), maxBytes, mostVariants, evictions };
    },
    list(primaryKey) {
      const one = primaryKey === undefined ? null : urls.get(primaryKey);
      const chosen = primaryKey === undefined ? urls.all() : one ? [one] : [];
      const all = firstOf(chosen, mostListed).map(listed);
      return all.filter(({ records }) => records.length > 0);
    },
    get bytes() {
      return bytes();
    },
    get entries() {
      return recency.count;
    },
  };
}
