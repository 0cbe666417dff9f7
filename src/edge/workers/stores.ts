/**
 * The store of an isolate: memory, and before the Cache API when there is KV for the purges.
 *
 * @module
 */
import type { CacheStore } from "../http-cache/store.ts";
import type { Blobs } from "../stores/blobs.ts";
import { hexDigest } from "../stores/digest.ts";
import { memoryStore } from "../stores/memory.ts";
import { sharedStore } from "../stores/shared-store.ts";
import { cacheBlobs, type PlatformCache } from "./cache-blobs.ts";
import { type KeyValues, kvMarkLog } from "./kv-mark-log.ts";

/** The caches of the runtime; nowhere else are there any. */
declare const caches: { open(name: string): Promise<PlatformCache> } | undefined;

/** What an isolate's store is made with. */
export interface WorkerStoreOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly memoryBytes: number;
  /** Where purges are shared; null where they are not. */
  readonly purges: KeyValues | null;
  /** Seconds for which what was read of the purges is believed. */
  readonly readSeconds: number;
  /** The name of the cache; `off` for none. */
  readonly responses: string;
  /** All that decides what is stored, and in which form: what was stored by other rules is not found. */
  readonly rules: unknown;
  /** Whether somebody may purge by HTTP. */
  readonly isPurgeable: boolean;
}

/** A store, and what is to be done after an answer. */
export interface WorkerStore {
  readonly store: CacheStore;
  /** Resolves when what was begun is done. It never rejects. */
  afterwards(): Promise<unknown>;
}

/** Changes when what is stored does: what an older version stored is then not found. */
const generation = 1;

/** Seconds that a record is kept at the most: an hour less than a mark. */
const longestKeep = 86_400;

/** The store of an isolate. */
export function workerStore(options: WorkerStoreOptions): WorkerStore {
  const { now, memoryBytes, purges, readSeconds, responses, rules, isPurgeable } = options;
  const memory = { maxBytes: memoryBytes };
  if (purges === null) {
    const store = memoryStore(memory);
    // What stands where other isolates find it would outlive its purge, so there is nothing.
    return {
      store: isPurgeable
        ? Object.assign(store, { health: { state: "degraded", why: alone } as const })
        : store,
      afterwards: async () => undefined,
    };
  }
  const readWithin = readSeconds * 1000;
  const store = sharedStore({
    blobs:
      responses === "off" || typeof caches === "undefined"
        ? noBlobs
        : cacheBlobs(opener(caches, responses, rules)),
    log: kvMarkLog({ kv: purges, now }),
    now,
    memory,
    marks: { readWithin, timeLimit: 5_000 },
    records: { longestKeep },
    layers: { timeLimit: 1_000 },
  });
  let readAt = now();

  /** Purges are read before that is due, so that nobody waits for it while there is traffic. */
  async function readAhead(): Promise<void> {
    if (Math.abs(now() - readAt) < readWithin / 2) return;
    readAt = now();
    await store.catchUp();
  }

  return { store, afterwards: () => Promise.all([store.flush(), readAhead()]) };
}

const alone = "purges reach one isolate alone, for there is no KV namespace PURGES";

const noBlobs: Blobs = { get: () => null, set: () => undefined, delete: () => undefined };

function opener(from: NonNullable<typeof caches>, responses: string, rules: unknown) {
  let name: string | undefined;
  return async () => {
    name ??= `${responses}-${await hexDigest(JSON.stringify([generation, rules]))}`;
    return from.open(name);
  };
}
