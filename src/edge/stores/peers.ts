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
  /** Hears of the purges of others, which are obeyed when it returns. @returns ends it */
  listen(hear: (purge: ToldPurge) => void): () => void;
}

/** What a store among peers is made with. */
export interface PeerStoreOptions {
  /** Memory, or a store that tells others itself: then peers are told of what it cannot tell. */
  readonly store: CacheStore;
  readonly peers: Peers;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * A store whose purges the others are told of, and which obeys theirs. What the others have under way or
 * keep when they hear of one was asked for before it, as far as anybody can tell, and is gone: more than was
 * asked for is purged, never less.
 *
 * @example
 * const store = peerStore({ store: memoryStore({ maxBytes: 2 ** 28 }), peers, now: Date.now });
 */
export function peerStore({ store, peers, now }: PeerStoreOptions): CacheStore {
  const hosts = new Set<StoreHost>();

  function obey(host: StoreHost, { scope, soft, at }: ToldPurge): void {
    // By our own clock, which is that of what we keep.
    const mark = { scope, soft, time: host.tick() };
    if (store.obey) store.obey(mark);
    else void store.purge(mark);
    host.purgedElsewhere(scope, soft, Math.max(0, now() - at));
  }

  async function purge(mark: PurgeMark): Promise<PurgeOutcome> {
    const told = { scope: mark.scope, soft: mark.soft, at: now() };
    // What tells others itself needs no help while it can; when it cannot, that may take it a while to find out.
    // It is asked before the purge, which is one more that waits.
    const tellsItself = store.obey !== undefined && store.health?.state !== "degraded";
    const outcome = store.purge(mark);
    if (tellsItself && (await outcome) === "done") return "done";
    const [known, obeyed] = await Promise.all([outcome, peers.tell(told)]);
    if (obeyed) return known;
    for (const host of hosts) {
      host.tell({ what: "purge-queued", detail: "not every other process has answered" });
    }
    return "queued";
  }

  const { matchNow, flush, readings, list } = store;
  return {
    ...(matchNow && { matchNow: (key, request) => matchNow(key, request) }),
    ...(flush && { flush: () => flush() }),
    ...(readings && { readings: () => readings() }),
    ...(list && { list: (key) => list(key) }),
    match: (key, request) => store.match(key, request),
    put: (key, request, record, instead) => store.put(key, request, record, instead),
    purge,
    attach(host) {
      const detach = store.attach?.(host);
      const stopListening = peers.listen((told) => obey(host, told));
      hosts.add(host);
      return () => {
        hosts.delete(host);
        stopListening();
        detach?.();
      };
    },
    get health() {
      return store.health ?? { state: "ready" };
    },
  };
}
