/**
 * A transport that sends no more than so many requests a second, one after the other.
 *
 * @module
 */
import type { OriginTransport } from "../edge/origin/transport.ts";

/** What time it is, and waiting for some of it. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A transport, and how many requests went through it. */
export interface Paced {
  readonly transport: OriginTransport;
  sent(): number;
}

/** @param perSecond at the most; the first goes at once */
export function paced(transport: OriginTransport, perSecond: number, { now, sleep }: Clock): Paced {
  const gap = 1000 / perSecond;
  let next = Number.NEGATIVE_INFINITY;
  let count = 0;
  return {
    sent: () => count,
    async transport(request) {
      // The audit promises to change nothing: whatever else goes wrong, no other method leaves it.
      if (request.method !== "GET") throw new Error(`The audit does not send ${request.method}.`);
      const wait = next - now();
      next = Math.max(next, now()) + gap;
      if (wait > 0) await sleep(wait);
      count += 1;
      return transport(request);
    },
  };
}
