/**
 * The time of the Node rim.
 *
 * @module
 */
import type { Scheduler } from "../origin/probes.ts";

/** Runs a task by a timer, which does not keep the process alive. */
export const onTimers: Scheduler = (milliseconds, task) => {
  const timer = setTimeout(task, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
};
