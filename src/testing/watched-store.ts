/**
 * A store that a stage waits for.
 *
 * @module
 */
import { type CacheStore, memoryStore } from "../edge/index.ts";

export interface WatchedStore extends CacheStore {
  flush(): Promise<void>;
  /** How many responses were stored. */
  readonly stored: number;
  /** Resolves when that many were. */
  reaches(count: number): Promise<void>;
  /** Resolves when what is being looked up now has been. */
  quiet(): Promise<void>;
  clear(): void;
}

const memory = (): CacheStore => memoryStore({ maxBytes: 2 ** 26 });

/** A store of which one can wait for what it is given. @param make makes an empty one */
export function watchedStore(make = memory): WatchedStore {
  let inner = make();
  let stored = 0;
  const lookups = new Set<Promise<unknown>>();
  let change = Promise.withResolvers<void>();
  return {
    matchNow: (key, request) => inner.matchNow?.(key, request) ?? null,
    match(key, request) {
      const match = inner.match(key, request);
      if (!(match instanceof Promise)) return match;
      const ended = match.catch(() => undefined);
      lookups.add(ended);
      void ended.then(() => lookups.delete(ended));
      return match;
    },
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
    async quiet() {
      await Promise.all(lookups);
    },
    clear() {
      inner = make();
    },
  };
}
