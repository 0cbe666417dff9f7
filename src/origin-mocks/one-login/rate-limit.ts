/**
 * How often a client may ask for sign-ins: the live service sends back what is too much.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";

/** Counts the requests of each client. */
export interface RateLimit {
  /** Counts a request, and says whether it is one too many. */
  isExceeded(clientId: string): boolean;
}

/** @param perMinute how many requests of one client are answered in a minute; all by default */
export function createRateLimit(clock: Clock, perMinute = Number.POSITIVE_INFINITY): RateLimit {
  let minute = 0;
  let counts = new Map<string, number>();
  return {
    isExceeded(clientId) {
      const now = Math.floor(clock.now() / 60_000);
      if (now !== minute) counts = new Map();
      minute = now;
      const count = (counts.get(clientId) ?? 0) + 1;
      counts.set(clientId, count);
      return count > perMinute;
    },
  };
}
