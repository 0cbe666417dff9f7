/**
 * Work in the background: so much at a time, for so long, and its failures are told to one listener.
 *
 * @module
 */
import type { Awaitable } from "../http-cache/store.ts";
import { type Timer, within } from "./within.ts";

/** What is done in the background, and by what bounds. */
export interface BackgroundOptions {
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
  /** Resolves when all that is under way now has ended. */
  readonly flush: () => Promise<void>;
}

/** A place for work in the background. */
export function createBackground({ limit, timeLimit, timer, failed }: BackgroundOptions): Background {
  const underway = new Set<Promise<void>>();

  async function attempt(operation: string, work: () => Awaitable<unknown>): Promise<void> {
    try {
      await within(timeLimit, timer, work());
    } catch (error) {
      failed(operation, error);
    }
  }

  function watch(work: Promise<void>): void {
    underway.add(work);
    void work.then(() => underway.delete(work));
  }

  return {
    run(operation, work) {
      if (underway.size >= limit) return false;
      watch(attempt(operation, work));
      return true;
    },
    watch,
    async flush() {
      await Promise.all(underway);
    },
  };
}
