/**
 * Purges on their way into the shared log, kept until it has them.
 *
 * @module
 */
import type { MarkLog, SharedMark } from "./mark-log.ts";
import { createTurns, type TurnOptions } from "./turns.ts";

/** Marks that wait. */
export interface MarkQueue {
  readonly waiting: number;
  add(mark: SharedMark): void;
  /** Resolves when all that were added are in the log. @throws what the log throws; they stay */
  flush(): Promise<void>;
}

/**
 * A queue of marks.
 *
 * @param append adds marks to the log
 * @param limit how many are kept: with one more, all become one about everything. More is purged than was
 *   asked for, never less.
 */
export function createMarkQueue(append: MarkLog["append"], limit: number, options: TurnOptions): MarkQueue {
  let waiting: readonly SharedMark[] = [];

  const writing = createTurns(async () => {
    const batch = waiting;
    if (batch.length === 0) return;
    await append(batch);
    const written = new Set(batch);
    waiting = waiting.filter((mark) => !written.has(mark));
  }, options);

  return {
    get waiting() {
      return waiting.length;
    },
    add(mark) {
      const all = [...waiting, mark];
      waiting = all.length > limit ? [united(all, mark)] : all;
    },
    flush: async () => {
      if (waiting.length > 0) await writing.next();
    },
  };
}

function united(marks: readonly SharedMark[], { from }: SharedMark): SharedMark {
  const time = Math.max(...marks.map((mark) => mark.time));
  return { scope: { by: "all" }, soft: marks.every(({ soft }) => soft), time, from };
}
