/** The stores that the contract is asked of, over a backend that takes its time or fails. */
import { type CacheStore, memoryStore, sharedStore } from "../../src/edge/index.ts";
import { blobStore } from "../../src/edge/stores/blob-store.ts";
import { createSharedMarks } from "../../src/edge/stores/shared-marks.ts";
import { isWorkerd } from "./platform.ts";
import { platformParts, platformStore } from "./platform-store.ts";
import { type SharedBackend, sharedBackend } from "./shared-backend.ts";
import type { StoreKinds } from "./store-contract.ts";

const memory = { maxBytes: 2 ** 24 };

/** Numbers from 0 up to 1 that look like chance, the same at each run. */
export function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Lets others go first: a little, a lot, or not at all. */
export async function turns(count: number): Promise<void> {
  if (count >= 8) await new Promise((resolve) => setTimeout(resolve, count - 7));
  else for (let turn = 0; turn < count; turn += 1) await null;
}

/** A backend of which every operation takes another time. */
function slowBackend(seed: number, begins?: number) {
  const chance = chances(seed);
  const backend = sharedBackend(begins);
  backend.weather = () => turns(Math.floor(chance() * 10));
  return backend;
}

/** A log from long before, so that nothing of the tests is older. */
const begins = -10_000;

/** Memory before a backend whose log begins long before. */
export async function layered(backend: Pick<SharedBackend, "blobs" | "log">): Promise<CacheStore> {
  let now = 0;
  const { blobs, log } = backend;
  const store = sharedStore({ blobs, log, now: () => now, memory, layers: { failures: 3 } });
  // What was put before the purges are known is forgotten then.
  await store.catchUp();
  now = 5;
  return store;
}

/** A log that is made long before the tests, which then begin. */
function partsOfPlatform() {
  let now = begins;
  const pass = () => {
    now = 5;
  };
  return { parts: platformParts(() => now), pass };
}

async function blobsOfPlatform(): Promise<CacheStore> {
  const { parts, pass } = partsOfPlatform();
  const marks = createSharedMarks({ ...parts, allowance: 0 });
  await marks.catchUp();
  pass();
  return blobStore({ ...parts, marks });
}

/** Stores for records of the first few milliseconds of 1970. */
export const storeKinds: StoreKinds = [
  ["memory", async () => memoryStore(memory)],
  [
    "blob",
    async () => {
      const { blobs, log } = slowBackend(1, begins);
      const now = () => 5;
      // Its clock is the only one.
      const marks = createSharedMarks({ log, now, allowance: 0 });
      await marks.catchUp();
      return blobStore({ blobs, marks, now });
    },
  ],
  ["layered", () => layered(slowBackend(2, begins))],
  ["blob, in the Cache API and KV", blobsOfPlatform],
  [
    "layered, before the Cache API and KV",
    async () => {
      const { parts, pass } = partsOfPlatform();
      const store = sharedStore({ ...parts, memory });
      await store.catchUp();
      pass();
      return store;
    },
  ],
  [
    "layered (before one that fails)",
    async () => {
      const chance = chances(3);
      const backend = sharedBackend(begins);
      const store = await layered(backend);
      backend.weather = async () => {
        await turns(Math.floor(chance() * 10));
        if (chance() < 0.4) throw new Error("The backend has failed.");
      };
      return store;
    },
  ],
];

/**
 * A store of one process whose memory holds nothing, so that all that is found comes from a backend that
 * takes its time.
 */
function farStore(now: () => number, seed = 1): CacheStore {
  const chance = chances(seed);
  const backend = sharedBackend(now() - 86_400_000);
  // Never as long as a timer takes: there are many who wait for it.
  backend.weather = () => turns(Math.floor(chance() * 8));
  return farStoreOver(backend, now);
}

/** The same over a backend whose log begins long before. */
export function farStoreOver(
  { blobs, log }: Pick<SharedBackend, "blobs" | "log">,
  now: () => number,
): CacheStore {
  const patient = { timeLimit: 60_000, writeLimit: 60_000 };
  // There is one clock, and what is asked for in the millisecond of a purge came after it.
  const marks = { allowance: 0, timeLimit: 60_000 };
  return sharedStore({ blobs, log, now, memory: { maxBytes: 100 }, marks, layers: patient });
}

type FarStore = [where: string, make: (now: () => number) => CacheStore];

/** Stores that are far away: the platform's own where there is one, and one that takes its time elsewhere. */
export const farStores: FarStore[] = [
  isWorkerd ? ["in the Cache API and KV", platformStore] : ["far away", farStore],
];
