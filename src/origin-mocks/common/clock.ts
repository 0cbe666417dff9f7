/**
 * A clock that can be moved, so that expiry is tested without waiting for it.
 *
 * @module
 */

/** Tells the time, in milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** A clock that can be moved forward and set back to the real time. */
export interface MovableClock extends Clock {
  /** Moves the clock forward (or, with a negative number, back). */
  advance(seconds: number): void;
  reset(): void;
}

/**
 * A clock that follows `source` at a distance.
 *
 * @param source milliseconds since 1970; the system's time by default
 * @example
 * const clock = movableClock();
 * clock.advance(3600);
 */
export function movableClock(source: () => number = Date.now): MovableClock {
  let offset = 0;
  return {
    now: () => source() + offset,
    advance(seconds) {
      offset += seconds * 1000;
    },
    reset() {
      offset = 0;
    },
  };
}

/** Whether a clock still shows a date after it is moved: a Date reaches some 270,000 years either way. */
export function staysInCalendar(clock: Clock, seconds: number): boolean {
  return !Number.isNaN(new Date(clock.now() + seconds * 1000).getTime());
}
