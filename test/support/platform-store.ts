/** Stores over the Cache API and KV. */
import { type CacheStore, type SharedStoreOptions, sharedStore } from "../../src/edge/index.ts";
import { cacheBlobs } from "../../src/edge/workers/cache-blobs.ts";
import { kvMarkLog } from "../../src/edge/workers/kv-mark-log.ts";
import { freshName, platform } from "./platform.ts";

const { openCache, kv } = await platform();

/** The parts of a store that nobody else uses. */
export function platformParts(now: () => number): Pick<SharedStoreOptions, "blobs" | "log" | "now"> {
  const name = freshName();
  const blobs = cacheBlobs(() => openCache(name));
  return { blobs, log: kvMarkLog({ kv, now, prefix: `${freshName()}/` }), now };
}

/** A store of one process whose memory holds nothing, so that all that is found comes from the Cache API. */
export function platformStore(now: () => number): CacheStore {
  return sharedStore({
    ...platformParts(now),
    memory: { maxBytes: 100 },
    // There is one clock, and what is asked for in the millisecond of a purge came after it.
    marks: { allowance: 0, timeLimit: 60_000 },
    layers: { timeLimit: 60_000, writeLimit: 60_000 },
  });
}
