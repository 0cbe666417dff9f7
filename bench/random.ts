/**
 * Numbers that look like chance and are the same in each run, so that every server is asked the same.
 *
 * @module
 */

/** Gives the next number from 0 to below 1. */
export type Random = () => number;

/** A generator (mulberry32) that begins at a seed. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
