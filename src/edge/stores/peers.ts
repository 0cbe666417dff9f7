/**
 * Stores of edges that stand side by side, each with a memory of its own, and tell each other of purges.
 *
 * @module
 */
import type { PurgeMark, PurgeOutcome, PurgeScope } from "../http-cache/purge.ts";
import type { CacheStore, StoreHost } from "../http-cache/store.ts";

/** A purge, as it is told to the others. */
export interface ToldPurge {
  readonly scope: PurgeScope;
  readonly soft: boolean;
  /** When it was asked for, in milliseconds since 1970. */
  readonly at: number;
}

/** The way to the others. */
export interface Peers {
  /** Resolves to true when all others have obeyed, and to false when that cannot be said. It never rejects. */
  tell(purge: ToldPurge): Promise<boolean>;
  /** Hears of the purges of others, which are obeyed when it returns. */
  listen(hear: (purge: ToldPurge) => void): void;
}

/** What a store among peers is made with. */
export interface PeerStoreOptions {
  readonly memory: CacheStore;
  readonly peers: Peers;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * A memory whose purges the others are told of, and which obeys theirs. What the others have under way or
 * keep when they hear of one was asked for before it, as far as anybody can tell, and is gone: more than was
 * asked for is purged, never less.
 *
 * @example
 * const store = peerStore({ memory: memoryStore({ maxBytes: 2 ** 28 }), peers, now: Date.now });
 */
export function peerStore({ memory, peers, now }: PeerStoreOptions): CacheStore {
  const hosts = new Set<StoreHost>();

  peers.listen(({ scope, soft, at }) => {
    for (const host of hosts) {
      // By our own clock, which is that of what we keep.
      void memory.purge({ scope, soft, time: host.tick() });
      host.purgedElsewhere(scope, soft, Math.max(0, now() - at));
    }
  });

  async function purge(mark: PurgeMark): Promise<PurgeOutcome> {
    await memory.purge(mark);
    if (await peers.tell({ scope: mark.scope, soft: mark.soft, at: now() })) return "done";
    for (const host of hosts) {
      host.tell({ what: "purge-queued", detail: "not every other process has answered" });
    }
    return "queued";
  }

  const { matchNow, readings, list } = memory;
  return {
    ...(matchNow && { matchNow: (key, request) => matchNow(key, request) }),
    match: (key, request) => memory.match(key, request),
    put: (key, request, record, instead) => memory.put(key, request, record, instead),
    purge,
    ...(readings && { readings: () => readings() }),
    ...(list && { list: (key) => list(key) }),
    attach(host) {
      hosts.add(host);
      return () => void hosts.delete(host);
    },
  };
}
