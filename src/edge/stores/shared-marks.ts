/**
 * Purges that many processes share: each writes its own to a log and reads those of the others, and
 * compares them with when a record was asked for. Nothing is deleted, so it does not matter in which
 * order a purge and a record arrive where they are kept.
 *
 * @module
 */
import { boundedMap } from "../http-cache/bounded-map.ts";
import {
  createPurgeMarks,
  type PurgeMark,
  type PurgeOutcome,
  type PurgeVerdict,
} from "../http-cache/purge.ts";
import type { StoredRecord } from "../http-cache/store.ts";
import type { LogReading, MarkLog, SharedMark } from "./mark-log.ts";
import { createMarkQueue } from "./mark-queue.ts";
import { createTurns } from "./turns.ts";
import { platformTimer, type Timer } from "./within.ts";

/** What shared marks are made with. */
export interface SharedMarksOptions {
  readonly log: MarkLog;
  /** Milliseconds since 1970: the clock of the cache whose purges these are. */
  readonly now: () => number;
  /** The name of this process, like no other's; a UUID by default. */
  readonly name?: string;
  /**
   * Milliseconds by which the clocks of two machines may differ; 1,000 by default. A purge counts for that
   * much longer than was asked for, so that what a machine whose clock is ahead fetched just before is
   * purged too.
   */
  readonly allowance?: number;
  /** Milliseconds after which the log is read again before a record is trusted; 1,000 by default. */
  readonly readWithin?: number;
  /** Milliseconds that the log may take; 2,000 by default. */
  readonly timeLimit?: number;
  /** How many tags and URLs are remembered, as in `createPurgeMarks`. */
  readonly remembered?: number;
  /** How many marks may wait while the log is away; 1,000 by default. */
  readonly queued?: number;
  readonly timer?: Timer;
}

/** A mark of another process. */
export interface ForeignMark extends PurgeMark {
  /** Milliseconds since it was asked for, as far as the clocks agree; null where the log was lost. */
  readonly lag: number | null;
}

/** Marks shared by processes. */
export interface SharedMarks {
  /** What records are stored under; null until the log was read, and then nothing stored can be trusted. */
  readonly epoch: string | null;
  /** As in {@link SharedMarksOptions}. */
  readonly allowance: number;
  /** Whether the log has to be read before a record is trusted. */
  readonly isOverdue: boolean;
  /** How many purges of this process the log does not have yet. */
  readonly waiting: number;
  verdict(record: Pick<StoredRecord, "bodyAskedAt" | "askedAt" | "tags">, key: string): PurgeVerdict;
  /** Purges here at once, and elsewhere if the log can be written to; else that is made up for. */
  purge(mark: PurgeMark): Promise<PurgeOutcome>;
  /** Purges here alone: others are told by whoever was asked. */
  obey(mark: PurgeMark): void;
  /** Resolves when what is known is recent enough. @throws what the log throws */
  current(): Promise<void>;
  /**
   * Reads what is new, and writes what waits, if it can: for whoever hears of something, and for a timer.
   *
   * @throws what the log throws when it is read
   */
  catchUp(): Promise<void>;
  /** Is told of each purge elsewhere, before `catchUp` resolves. @returns ends it */
  subscribe(onMark: (mark: ForeignMark) => void): () => void;
}

/**
 * The marks of one process.
 *
 * @example
 * const marks = createSharedMarks({ log, now: Date.now });
 * await marks.catchUp();
 */
export function createSharedMarks(options: SharedMarksOptions): SharedMarks {
  const { log, now, allowance = 1_000, readWithin = 1_000, timeLimit = 2_000 } = options;
  const { remembered = 65_536, queued = 1_000, name = crypto.randomUUID(), timer = platformTimer } = options;
  const local = createPurgeMarks(remembered);
  const seen = createSeen(remembered);
  const subscribers = new Set<(mark: ForeignMark) => void>();
  const turns = { now, timeLimit, timer };
  const queue = createMarkQueue((marks) => log.append(marks), queued, turns);
  let epoch: string | null = null;
  let position: string | null = null;
  let readAt = -Infinity;

  function tell(mark: PurgeMark, lag: number | null): void {
    for (const subscriber of subscribers) subscriber({ ...mark, lag });
  }

  /** What is new, or all there is when nobody can say what is new. */
  async function readFrom(from: string | null): Promise<{ reading: LogReading; isAnew: boolean }> {
    const next = await log.since(from);
    if (next !== "lost" && (from === null || next.epoch === epoch)) {
      return { reading: next, isAnew: from === null };
    }
    const reading = await log.since(null);
    if (reading === "lost") throw new Error("The log of purges has no beginning.");
    return { reading, isAnew: true };
  }

  /** Marks of others. Read from the beginning, they are as good as one about everything in memory. */
  function receive({ marks }: LogReading, isAnew: boolean): void {
    for (const mark of marks) {
      if (mark.from === name || !seen.isNew(mark)) continue;
      local.write(mark);
      if (!isAnew) tell(mark, Math.max(0, now() - (mark.time - allowance)));
    }
  }

  /** A purge of which nobody can say that it was none: what was asked for before is gone. */
  function doubt(before: number): void {
    const all: PurgeMark = { scope: { by: "all" }, soft: false, time: before + allowance };
    local.write(all);
    tell(all, null);
  }

  async function read(): Promise<void> {
    const startedAt = now();
    const from = position;
    const { reading, isAnew } = await readFrom(from);
    receive(reading, isAnew);
    // A turn that took too long, and was overtaken by another, must not bring a lost log back.
    if (position !== from) return;
    if (isAnew) doubt(epoch === null ? reading.begins : now());
    ({ epoch, position } = reading);
    readAt = startedAt;
  }

  const reading = createTurns(read, turns);
  /** What cannot be told now waits on; that keeps nobody from reading. */
  const tellOthers = () => queue.flush().catch(() => undefined);
  const isOverdue = () => epoch === null || Math.abs(now() - readAt) >= readWithin;

  return {
    get epoch() {
      return epoch;
    },
    allowance,
    get isOverdue() {
      return isOverdue();
    },
    get waiting() {
      return queue.waiting;
    },
    verdict: (record, key) => local.verdict(record, key),
    async purge({ scope, soft, time }) {
      const mark: SharedMark = { scope, soft, time: time + allowance, from: name };
      local.write(mark);
      queue.add(mark);
      try {
        await queue.flush();
        return "done";
      } catch {
        return "queued";
      }
    },
    obey: (mark) => local.write({ ...mark, time: mark.time + allowance }),
    async current() {
      if (!isOverdue()) return;
      void tellOthers();
      await reading.join();
    },
    async catchUp() {
      await Promise.all([tellOthers(), reading.next()]);
    },
    subscribe(onMark) {
      subscribers.add(onMark);
      return () => void subscribers.delete(onMark);
    },
  };
}

/** Which marks were seen before: a log may give them again. */
function createSeen(limit: number): { isNew(mark: SharedMark): boolean } {
  const seen = boundedMap<true>(limit);
  return {
    isNew({ from, time, scope, soft }) {
      const id = JSON.stringify([from, time, scope, soft]);
      if (seen.get(id)) return false;
      seen.set(id, true);
      return true;
    },
  };
}
