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
  /** Stands still from now on, or goes on from where it stood; moving it works all the same. */
  freeze(isFrozen: boolean): void;
  readonly isFrozen: boolean;
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
  let frozenAt: number | undefined;
  return {
    now: () => (frozenAt ?? source()) + offset,
    advance(seconds) {
      // Of a fraction, Dates would cut off a millisecond.
      offset += Math.round(seconds * 1000);
    },
    freeze(isFrozen) {
      // What has passed since it stood still never happened.
      if (frozenAt !== undefined) offset -= source() - frozenAt;
      frozenAt = isFrozen ? source() : undefined;
    },
    get isFrozen() {
      return frozenAt !== undefined;
    },
    reset() {
      offset = 0;
      frozenAt = undefined;
    },
  };
}

/** Whether a clock still shows a date after it is moved: a Date reaches some 270,000 years either way. */
export function staysInCalendar(clock: Clock, seconds: number): boolean {
  return !Number.isNaN(new Date(clock.now() + seconds * 1000).getTime());
}
