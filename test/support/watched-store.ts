/** A store that a stage on real sockets waits for. */
import { type CacheStore, memoryStore } from "../../src/edge/index.ts";

export interface WatchedStore extends CacheStore {
  flush(): Promise<void>;
  /** How many responses were stored. */
  readonly stored: number;
  /** Resolves when that many were. */
  reaches(count: number): Promise<void>;
  clear(): void;
}

const memory = (): CacheStore => memoryStore({ maxBytes: 2 ** 26 });

/** A store of which one can wait for what it is given. @param make makes an empty one */
export function watchedStore(make = memory): WatchedStore {
  let inner = make();
  let stored = 0;
  let change = Promise.withResolvers<void>();
  return {
    matchNow: (key, request) => inner.matchNow?.(key, request) ?? null,
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
    flush: async () => inner.flush?.(),
    get stored() {
      return stored;
    },
    async reaches(count) {
      while (stored < count) await change.promise;
    },
    clear() {
      inner = make();
    },
  };
}
