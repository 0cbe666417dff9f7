/**
 * The hourly job of the real service, without a timer: a store does it when it is next touched.
 *
 * @module
 */
import type { Clock } from "./clock.ts";

/**
 * A function that calls `job` if the last full hour has not seen it yet.
 *
 * @param job is told the time, in milliseconds
 */
export function hourly(clock: Clock, job: (now: number) => void): () => void {
  const hour = 3_600_000;
  let last = clock.now();
  return () => {
    const now = clock.now();
    if (now >= last && now - last < hour) return;
    last = now;
    job(now);
  };
}
