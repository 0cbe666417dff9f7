/**
 * What happens at the same hour every day. Nothing waits for it: before each request, what should have
 * happened since the last one is done, so that moving the clock brings the next morning.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";

/** Something done daily, at an hour of UTC. */
export interface DailyJob {
  readonly hour: number;
  run(at: number): void;
}

/** The days that go by. */
export interface Schedule {
  /** Does what has become due, in the order of time. */
  catchUp(): void;
  /** Forgets what is due: the tables are new. */
  restart(): void;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Of a clock moved by more, only the last of the days are lived through. */
const MOST_DAYS = 400;

/** A schedule that begins now. */
export function createSchedule(clock: Clock, jobs: readonly DailyJob[]): Schedule {
  let last = clock.now();
  return {
    catchUp() {
      const now = clock.now();
      const from = Math.max(last, now - MOST_DAYS * DAY);
      // A clock that was set back does not bring a morning back.
      last = now;
      for (let day = Math.floor(from / DAY) * DAY; day <= now; day += DAY) {
        for (const { hour, run } of [...jobs].sort((one, other) => one.hour - other.hour)) {
          const at = day + hour * HOUR;
          if (at > from && at <= now) run(at);
        }
      }
    },
    restart() {
      last = clock.now();
    },
  };
}
