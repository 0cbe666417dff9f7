/** A store that a stage on real sockets waits for. */
import { type CacheStore, memoryStore } from "../../src/edge/index.ts";

export interface WatchedStore extends CacheStore {
  /** How many responses were stored. */
  readonly stored: number;
  /** Resolves when that many were. */
  reaches(count: number): Promise<void>;
  clear(): void;
}

/** A memory store of which one can wait for what it is given. */
export function watchedStore(): WatchedStore {
  let inner = memoryStore({ maxBytes: 2 ** 26 });
  let stored = 0;
  let change = Promise.withResolvers<void>();
  return {
    matchNow: (key, request) => inner.matchNow(key, request),
    match: (key, request) => inner.match(key, request),
    put(key, request, record, instead) {
      const kept = inner.put(key, request, record, instead);
      if (record.kind !== "response") return kept;
      stored += 1;
      change.resolve();
      change = Promise.withResolvers();
      return kept;
    },
    purge: (mark) => inner.purge(mark),
    get stored() {
      return stored;
    },
    async reaches(count) {
      while (stored < count) await change.promise;
    },
    clear() {
      inner = memoryStore({ maxBytes: 2 ** 26 });
    },
  };
}
