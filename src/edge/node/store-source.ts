/**
 * Where an edge on Node gets its stores from: its own memory, or what it shares with others.
 *
 * @module
 */
import type { CacheStore } from "../http-cache/store.ts";
import { memoryStore } from "../stores/memory.ts";
import { type Peers, peerStore } from "../stores/peers.ts";

/** What a store is for. */
export interface StoreNeeds {
  /** Bytes of memory. */
  readonly cacheBytes: number;
  /** What is stored depends on it: edges of one shape may find what the others have stored. */
  readonly shape: string;
  /** The clock of the edge. */
  readonly now: () => number;
}

/** Makes stores. */
export interface StoreSource {
  /** An empty one, or what others of its shape share. It takes the place of the one before. */
  storeFor(needs: StoreNeeds): CacheStore;
  /** Writes what is still to be written, for as long as that may take, and ends its connections. */
  close(): Promise<void>;
}

/** Stores in the memory of this process. */
export const memoryStores: StoreSource = {
  storeFor: ({ cacheBytes }) => memoryStore({ maxBytes: cacheBytes }),
  close: () => Promise.resolve(),
};

/** Processes that serve side by side on one machine. */
export interface ProcessGroup {
  /** How many divide the memory. */
  readonly processes: number;
  /** How they tell each other of purges. */
  readonly peers: Peers;
}

/** The same stores for one process of several. */
export function storesAmong({ processes, peers }: ProcessGroup, source: StoreSource): StoreSource {
  return {
    storeFor({ cacheBytes, shape, now }) {
      const store = source.storeFor({ cacheBytes: Math.floor(cacheBytes / processes), shape, now });
      return peerStore({ store, peers, now });
    },
    close: source.close,
  };
}
