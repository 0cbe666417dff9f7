/**
 * Stored responses in memory, bounded by bytes, the least recently used going first.
 *
 * @module
 */
import { LRUCache } from "lru-cache";
import type { CacheStore, Match, StoredRecord } from "../http-cache/store.ts";
import { nameOfVaryList, type SelectingRequest, secondaryKey, type VaryList } from "../http-cache/vary.ts";

/** Under a primary key: the few distinct Vary lists seen, the newest first. */
interface Lists {
  readonly kind: "lists";
  readonly lists: readonly VaryList[];
}

/** A page that sends ever new Vary lists must not make its look-ups slow: older lists are forgotten. */
const maximumLists = 8;
/** What an entry costs besides its text and body: objects, map and list nodes (measured on Node 26). */
const overhead = 600;

/** The memory store, with what the inspector and tests ask of it. */
export interface MemoryStore extends CacheStore {
  match(primaryKey: string, request: SelectingRequest): Match;
  /** Bytes in use, as counted against the bound. */
  readonly bytes: number;
  /** Records and lists held. */
  readonly entries: number;
}

/**
 * A store in memory.
 *
 * @param maxBytes the bound, keys and headers included
 * @example
 * createEdge({ origin, store: memoryStore(256 * 1024 * 1024) });
 */
export function memoryStore(maxBytes: number): MemoryStore {
  const entries = new LRUCache<string, StoredRecord | Lists>({
    maxSize: maxBytes,
    sizeCalculation: (entry, key) => sizeOf(entry, key),
  });

  function listsOf(primaryKey: string): readonly VaryList[] {
    const entry = entries.get(primaryKey);
    return entry?.kind === "lists" ? entry.lists : [];
  }

  function remember(primaryKey: string, vary: VaryList): void {
    const lists = listsOf(primaryKey);
    const name = nameOfVaryList(vary);
    const newest = lists[0];
    if (newest && nameOfVaryList(newest) === name) return;
    const others = lists.filter((list) => nameOfVaryList(list) !== name);
    entries.set(primaryKey, { kind: "lists", lists: [vary, ...others].slice(0, maximumLists) });
  }

  return {
    synchronous: true,
    match(primaryKey, request) {
      const lists = listsOf(primaryKey);
      let record: StoredRecord | null = null;
      for (const list of lists) {
        const found = entries.get(variantKey(primaryKey, list, request));
        if (!found || found.kind === "lists") continue;
        if (record === null || found.storedAt > record.storedAt) record = found;
      }
      return { record, lastVary: lists[0] ?? null };
    },
    put(primaryKey, request, record) {
      remember(primaryKey, record.vary);
      entries.set(variantKey(primaryKey, record.vary, request), record);
    },
    get bytes() {
      return entries.calculatedSize;
    },
    get entries() {
      return entries.size;
    },
  };
}

// A primary key is a URL and holds no line feed, so no primary key is also a variant's key.
function variantKey(primaryKey: string, list: VaryList, request: SelectingRequest): string {
  return `${primaryKey}\n${nameOfVaryList(list)}\n${secondaryKey(list, request)}`;
}

function sizeOf(entry: StoredRecord | Lists, key: string): number {
  const text = overhead + key.length * 2;
  switch (entry.kind) {
    case "lists":
      return text + entry.lists.reduce((sum, list) => sum + nameOfVaryList(list).length * 2, 0);
    case "pass":
      return text;
    case "response":
      return (
        text +
        entry.body.byteLength +
        entry.fields.reduce((sum, [name, value]) => sum + name.length + value.length + 64, 0)
      );
  }
}
