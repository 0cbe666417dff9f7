/**
 * Memory before a slow store that others share. What is fresh in memory is given at once; what is put goes
 * to memory at once, and to the slow store in the background. When the slow store fails, memory goes on
 * alone, and what was purged meanwhile is caught up with before the slow store is asked again.
 *
 * @module
 */
import { currentAge } from "../http-cache/assess.ts";
import { type PurgeMark, type PurgeOutcome, tickingClock, tickStep } from "../http-cache/purge.ts";
import {
  type CacheStore,
  type Found,
  type Match,
  mostRecentFirst,
  type StoredRecord,
  type StoredResponse,
  type StoreHealth,
  type StoreHost,
  type StoreNews,
} from "../http-cache/store.ts";
import { nameOfVaryList, type SelectingRequest } from "../http-cache/vary.ts";
import { createBackground } from "./background.ts";
import { createCircuit } from "./circuit.ts";
import type { MemoryStore } from "./memory.ts";
import type { ForeignMark, SharedMarks } from "./shared-marks.ts";
import { platformTimer, type Timer, within } from "./within.ts";

/** What a layered store is made with. */
export interface LayeredOptions {
  readonly memory: MemoryStore;
  /** The store that others share: it judges what it finds by the same marks. */
  readonly slow: Pick<CacheStore, "match" | "put">;
  readonly marks: SharedMarks;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that a client waits for the slow store; 250 by default. */
  readonly timeLimit?: number;
  /** Milliseconds that writing may take; 5,000 by default. */
  readonly writeLimit?: number;
  /** How many writes may be under way; 256 by default. Beyond that, what is put stays in memory alone. */
  readonly writes?: number;
  /** How many failures in a row leave the slow store alone; 5 by default. */
  readonly failures?: number;
  /** For how long it is left alone, in milliseconds; 5,000 by default. */
  readonly rest?: number;
  readonly timer?: Timer;
}

/** Memory before a slow store. */
export interface LayeredStore extends CacheStore {
  matchNow(primaryKey: string, request: SelectingRequest): Match | null;
  attach(host: StoreHost): () => void;
  flush(): Promise<void>;
  obey(mark: PurgeMark): void;
  readonly health: StoreHealth;
  /**
   * Learns what others have purged: for whoever hears that there is something, and for a timer. It never
   * rejects; while the slow store is left alone, it does nothing until that has rested.
   */
  catchUp(): Promise<void>;
}

/**
 * Puts memory before a slow store.
 *
 * @example
 * const marks = createSharedMarks({ log, now });
 * const slow = blobStore({ blobs, marks, now });
 * const store = layeredStore({ memory: memoryStore({ maxBytes: 2 ** 28 }), slow, marks, now });
 */
export function layeredStore(options: LayeredOptions): LayeredStore {
  const { memory, slow, marks, now, timeLimit = 250, writeLimit = 5_000, writes = 256 } = options;
  const { failures = 5, rest = 5_000, timer = platformTimer } = options;
  const hosts = new Set<StoreHost>();
  const tick = tickingClock(now);
  const circuit = createCircuit({ now, failures, rest, changed: tellOfCircuit });
  const background = createBackground({ now, limit: writes, timeLimit: writeLimit, timer, failed });
  /** By the clocks of those who asked, one of which may be ahead of ours. */
  let latestShared = -Infinity;

  function tell(news: StoreNews): void {
    for (const host of hosts) host.tell(news);
  }

  function tellOfCircuit(openFor: string | null): void {
    if (openFor === null) tell({ what: "recovered", detail: "The shared store is used again." });
    else tell({ what: "degraded", detail: openFor });
  }

  function failed(operation: string, error: unknown): void {
    // The name alone: a message may hold what was sent.
    const detail = `${operation}: ${error instanceof Error ? error.name : typeof error}`;
    tell({ what: "failed", detail });
    circuit.failed(detail);
  }

  /** Memory knows when we asked; what others asked for is purged with what we did, whatever their clocks say. */
  function purgeMemory({ scope, soft }: PurgeMark, time: number): void {
    memory.purge({ scope, soft, time: Math.max(time, latestShared + tickStep) });
  }

  marks.subscribe((mark: ForeignMark) => {
    // Whatever was asked for before this moment, by the clock of whoever asked.
    const time = Math.max(tick(), ...Array.from(hosts, (host) => host.tick()));
    purgeMemory(mark, time);
    for (const host of hosts) host.purgedElsewhere(mark.scope, mark.soft, mark.lag);
  });

  function recover(): void {
    const recovery = circuit.recover(() => within(writeLimit, timer, marks.catchUp()));
    if (recovery) background.watch(recovery);
  }

  function match(primaryKey: string, request: SelectingRequest): Match | Promise<Match> {
    if (!circuit.isClosed) {
      recover();
      return memory.match(primaryKey, request);
    }
    if (marks.isOverdue) return matchShared(primaryKey, request);
    const near = memory.match(primaryKey, request);
    return isEnough(near, now()) ? near : matchShared(primaryKey, request);
  }

  async function matchShared(primaryKey: string, request: SelectingRequest): Promise<Match> {
    try {
      if (marks.isOverdue) await within(timeLimit, timer, marks.current());
      const near = memory.match(primaryKey, request);
      if (isEnough(near, now())) return near;
      const found = await within(timeLimit, timer, slow.match(primaryKey, request));
      circuit.succeeded();
      const far = { ...found, found: found.found.flatMap((each) => judged(primaryKey, each)) };
      promote(primaryKey, request, far);
      return united(memory.match(primaryKey, request), far);
    } catch (error) {
      failed("match", error);
      return memory.match(primaryKey, request);
    }
  }

  /** A purge may have come since the slow store judged it; in memory a URL's leaves no trace. */
  function judged(primaryKey: string, { record }: Found): Found[] {
    const verdict = marks.verdict(record, primaryKey);
    return verdict === "gone" ? [] : [{ record, staleSince: verdict?.staleSince ?? null }];
  }

  /** What is stale by a soft purge stays where that is known of it. */
  function promote(primaryKey: string, request: SelectingRequest, { found }: Match): void {
    for (const { record, staleSince } of found) {
      if (staleSince !== null || !memory.put(primaryKey, request, record)) continue;
      latestShared = Math.max(latestShared, record.askedAt);
    }
  }

  function put(
    primaryKey: string,
    request: SelectingRequest,
    record: StoredRecord,
    instead?: StoredResponse,
  ): boolean {
    const isKept = memory.put(primaryKey, request, record, instead);
    if (!circuit.isClosed) {
      recover();
      return isKept;
    }
    // What memory has vouched for needs no other witness: a purge of it is known by its time.
    const witness = isKept ? undefined : instead;
    const isBegun = background.run("put", async () => {
      await slow.put(primaryKey, request, record, witness);
      circuit.succeeded();
    });
    if (!isBegun) tell({ what: "failed", detail: "put: too many are under way" });
    return isKept;
  }

  async function purge(mark: PurgeMark): Promise<PurgeOutcome> {
    purgeMemory(mark, mark.time);
    const outcome = await marks.purge(mark);
    if (outcome === "queued") tell({ what: "purge-queued", detail: `${marks.waiting} waiting` });
    return outcome;
  }

  return {
    matchNow(primaryKey, request) {
      if (marks.isOverdue) {
        if (circuit.isClosed) return null;
        recover();
      }
      return memory.match(primaryKey, request);
    },
    match,
    put,
    purge,
    obey(mark) {
      purgeMemory(mark, mark.time);
      // What the slow store still has is known by this, be it asked again before it hears of the purge.
      marks.obey(mark);
    },
    attach(host) {
      hosts.add(host);
      return () => void hosts.delete(host);
    },
    flush: background.flush,
    // Of what is shared nobody keeps count.
    readings: memory.readings,
    list: memory.list,
    get health() {
      return healthOf(circuit.openFor, marks.waiting);
    },
    async catchUp() {
      if (!circuit.isClosed) {
        recover();
        return background.flush();
      }
      await marks.catchUp().catch((error: unknown) => failed("marks", error));
    },
  };
}

function healthOf(openFor: string | null, waiting: number): StoreHealth {
  const why = [
    ...(openFor === null ? [] : [`the shared store is left alone (${openFor})`]),
    ...(waiting === 0 ? [] : [`purges that others do not know of yet: ${waiting}`]),
  ];
  return why.length === 0 ? { state: "ready" } : { state: "degraded", why: why.join("; ") };
}

/** Whether memory has what the slow store could not do better than. */
function isEnough({ found }: Match, now: number): boolean {
  return found.some(({ record, staleSince }) => staleSince === null && isFresh(record, now));
}

function isFresh(record: StoredRecord, now: number): boolean {
  if (record.kind === "pass") return record.until > now;
  if (record.isSubstitute || record.incomplete !== null || record.reuse.validateAlways) return false;
  return record.lifetime > currentAge(record, now);
}

/** Both finds; of one Vary list that of memory, which has promoted what is more recent. */
function united(near: Match, far: Match): Match {
  if (far.found.length === 0) return near.lastVary === null ? far : near;
  const nameOf = ({ record }: Found) => nameOfVaryList(record.vary);
  const known = new Set(near.found.map(nameOf));
  const others = far.found.filter((each) => !known.has(nameOf(each)));
  const found = [...near.found, ...others].sort(mostRecentFirst);
  return { found, lastVary: near.lastVary ?? far.lastVary };
}
