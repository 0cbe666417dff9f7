/**
 * Work in the background: so much at a time, for so long, and its failures are told to one listener.
 *
 * @module
 */
import type { Awaitable } from "../http-cache/store.ts";
import { type Timer, within } from "./within.ts";

/** What is done in the background, and by what bounds. */
export interface BackgroundOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How much may be under way; what comes then is not begun. */
  readonly limit: number;
  /** Milliseconds. */
  readonly timeLimit: number;
  readonly timer: Timer;
  readonly failed: (operation: string, error: unknown) => void;
}

/** Where work is done while nobody waits. */
export interface Background {
  /** Begins work; false when there is too much under way. */
  run(operation: string, work: () => Awaitable<unknown>): boolean;
  /** Waits for what has begun, and does not reject. */
  watch(work: Promise<void>): void;
  /** Resolves when all that is under way now has ended, or should have. */
  readonly flush: () => Promise<void>;
}

/** A place for work in the background. */
export function createBackground({ now, limit, timeLimit, timer, failed }: BackgroundOptions): Background {
  const underway = new Map<Promise<void>, number>();

  /** A runtime may end a request with what it had begun: such work is never done, and takes no room. */
  function alive(): ReadonlyMap<Promise<void>, number> {
    for (const [work, since] of underway) {
      if (Math.abs(now() - since) > timeLimit) underway.delete(work);
    }
    return underway;
  }

  async function attempt(operation: string, work: () => Awaitable<unknown>): Promise<void> {
    try {
      await within(timeLimit, timer, work());
    } catch (error) {
      failed(operation, error);
    }
  }

  function watch(work: Promise<void>): void {
    underway.set(work, now());
    void work.then(() => underway.delete(work));
  }

  return {
    run(operation, work) {
      if (underway.size >= limit && alive().size >= limit) return false;
      watch(attempt(operation, work));
      return true;
    },
    watch,
    async flush() {
      const all = Promise.all(alive().keys());
      await within(timeLimit, timer, all).catch(() => undefined);
    },
  };
}
