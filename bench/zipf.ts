/**
 * Zipf's law, by which pages of a site are asked for: the second half as often as the first, the third a
 * third as often.
 *
 * @module
 */
import type { Random } from "./random.ts";

/**
 * Draws ranks by Zipf's law.
 *
 * @param ranks how many there are
 * @returns gives the next rank, from 1
 */
export function zipf(ranks: number, random: Random): () => number {
  const sums = new Float64Array(ranks);
  let sum = 0;
  for (let rank = 1; rank <= ranks; rank += 1) {
    sum += 1 / rank;
    sums[rank - 1] = sum;
  }
  return () => firstAbove(sums, random() * sum) + 1;
}

/**
 * Which URL is next, for many requests.
 *
 * @param hits the share that is for one of the URLs known
 * @returns ranks, and 0 for a URL that nobody asked for before
 */
export function picksOf(urls: number, hits: number, count: number, random: Random): number[] {
  const rank = zipf(urls, random);
  return Array.from({ length: count }, () => (random() < hits ? rank() : 0));
}

/** The index of the first sum above a value, by halving. */
function firstAbove(sums: Float64Array, value: number): number {
  let [from, to] = [0, sums.length - 1];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sums[middle] ?? 0) > value) to = middle;
    else from = middle + 1;
  }
  return from;
}
