/**
 * Waiting no longer than so long.
 *
 * @module
 */
import type { Awaitable } from "../http-cache/store.ts";

/** Runs a task once after so many milliseconds. @returns how to call it off */
export type Timer = (milliseconds: number, task: () => void) => () => void;

/** The platform's timer. */
export const platformTimer: Timer = (milliseconds, task) => {
  const timer = setTimeout(task, milliseconds);
  return () => clearTimeout(timer);
};

/** It took too long. What was waited for goes on, and nobody hears of it. */
class TooLate extends Error {
  override readonly name = "TooLate";
}

/**
 * What work comes to.
 *
 * @throws {TooLate} when it takes longer; and what the work throws
 */
export async function within<T>(milliseconds: number, timer: Timer, work: Awaitable<T>): Promise<T> {
  if (!(work instanceof Promise)) return work;
  const { promise: late, reject } = Promise.withResolvers<never>();
  const callOff = timer(milliseconds, () => reject(new TooLate(`Nothing came within ${milliseconds} ms.`)));
  try {
    return await Promise.race([work, late]);
  } finally {
    callOff();
    // It may still fail, when nobody looks any more.
    work.catch(() => undefined);
  }
}
