/**
 * Stored responses in memory, bounded by bytes, the least recently used going first; the variants of
 * one URL are bounded by number too, so that one personal page cannot push the rest out.
 *
 * @module
 */
import { LRUCache } from "lru-cache";
import type { CacheStore, Match, StoredRecord } from "../http-cache/store.ts";
import { nameOfVaryList, type SelectingRequest, secondaryKey, type VaryList } from "../http-cache/vary.ts";

/** What is known under a primary key. */
interface Resource {
  readonly kind: "resource";
  /**
   * Part of the variants' keys. A resource that was forgotten or deleted comes back under another
   * number, so that none of its old variants can be found again.
   */
  readonly generation: number;
  /** The few distinct Vary lists seen, the newest first. */
  readonly lists: readonly VaryList[];
  /** The keys of its variants, the least recently used first to go. */
  readonly variants: LRUCache<string, true>;
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
  /** Records and resources held. */
  readonly entries: number;
}

/** The bounds of a memory store. */
export interface MemoryBounds {
  /** Keys and headers included. */
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
  let generations = 0;
  const entries = new LRUCache<string, StoredRecord | Resource>({
    maxSize: maxBytes,
    sizeCalculation: (entry, key) => sizeOf(entry, key),
  });

  function resourceOf(primaryKey: string): Resource | null {
    const entry = entries.get(primaryKey);
    return entry?.kind === "resource" ? entry : null;
  }

  function newResource(): Resource {
    generations += 1;
    const variants = new LRUCache<string, true>({
      max: variantsPerUrl,
      dispose: (_true, key, reason) => {
        if (reason === "evict") entries.delete(key);
      },
    });
    return { kind: "resource", generation: generations, lists: [], variants };
  }

  /** The resource, with this Vary list as its newest. */
  function remember(primaryKey: string, vary: VaryList): Resource {
    const known = resourceOf(primaryKey) ?? newResource();
    const name = nameOfVaryList(vary);
    const newest = known.lists[0];
    if (newest && nameOfVaryList(newest) === name) return known;
    const others = known.lists.filter((list) => nameOfVaryList(list) !== name);
    const resource = { ...known, lists: [vary, ...others].slice(0, maximumLists) };
    entries.set(primaryKey, resource);
    return resource;
  }

  return {
    synchronous: true,
    match(primaryKey, request) {
      const resource = resourceOf(primaryKey);
      if (!resource) return { record: null, lastVary: null };
      let record: StoredRecord | null = null;
      for (const list of resource.lists) {
        const key = variantKey(primaryKey, resource.generation, list, secondaryKey(list, request));
        const found = entries.get(key);
        if (!found || found.kind === "resource") continue;
        resource.variants.get(key);
        if (record === null || found.storedAt > record.storedAt) record = found;
      }
      return { record, lastVary: resource.lists[0] ?? null };
    },
    put(primaryKey, request, record) {
      // What the request says is read first: if that fails, nothing has changed.
      const variant = secondaryKey(record.vary, request);
      const resource = remember(primaryKey, record.vary);
      const key = variantKey(primaryKey, resource.generation, record.vary, variant);
      entries.set(key, record);
      if (entries.has(key)) resource.variants.set(key, true);
    },
    delete(primaryKey) {
      // Its variants are out of reach from now on; the bound on bytes clears them away.
      entries.delete(primaryKey);
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
function variantKey(primaryKey: string, generation: number, list: VaryList, variant: string): string {
  return `${primaryKey}\n${generation}\n${nameOfVaryList(list)}\n${variant}`;
}

function sizeOf(entry: StoredRecord | Resource, key: string): number {
  const text = overhead + key.length * 2;
  switch (entry.kind) {
    case "resource":
      return text + entry.lists.reduce((sum, list) => sum + nameOfVaryList(list).length * 2, 0);
    case "pass":
      return text;
    case "response":
      return text + entry.body.byteLength + sizeOfFields(entry.fields) + sizeOfFields(entry.origin);
  }
}

function sizeOfFields(fields: readonly (readonly [string, string])[]): number {
  return fields.reduce((sum, [name, value]) => sum + name.length + value.length + 64, 0);
}
