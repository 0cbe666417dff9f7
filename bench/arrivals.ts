/**
 * When requests come that do not wait for each other's answers: by chance, and so many a second in the middle.
 *
 * @module
 */
import type { Random } from "./random.ts";

/**
 * The moments at which requests come (a Poisson process).
 *
 * @param rate requests a second
 * @returns milliseconds from the beginning, in order
 */
export function arrivals(rate: number, seconds: number, random: Random): Float64Array {
  const moments: number[] = [];
  const end = seconds * 1_000;
  for (let at = gap(); at < end; at += gap()) moments.push(at);
  return Float64Array.from(moments);

  function gap(): number {
    return (-Math.log(1 - random()) * 1_000) / rate;
  }
}
