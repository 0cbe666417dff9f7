import { describe, expect, test } from "vitest";
import { arrivals } from "../../bench/arrivals.ts";
import { randomFrom } from "../../bench/random.ts";
import { picksOf, zipf } from "../../bench/zipf.ts";

function drawn<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

function share<T>(values: readonly T[], is: (value: T) => boolean): number {
  return values.filter(is).length / values.length;
}

test("what looks like chance is the same from the same seed, lies from 0 to 1, and is spread evenly", () => {
  const numbers = drawn(20_000, randomFrom(1));
  expect(drawn(20_000, randomFrom(1))).toEqual(numbers);
  expect(drawn(3, randomFrom(2))).not.toEqual(numbers.slice(0, 3));
  expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    expect(share(numbers, (number) => Math.floor(number * 10) === tenth)).toBeCloseTo(0.1, 1.7);
  }
});

describe("Zipf's law", () => {
  test.each<[number, number]>([
    [0, 1],
    [0.54, 1],
    [0.55, 2],
    [0.81, 2],
    [0.82, 3],
    [0.999_999, 3],
  ])("of three ranks, whose shares are 6/11, 3/11 and 2/11: %d draws rank %d", (number, rank) => {
    expect(zipf(3, () => number)()).toBe(rank);
  });

  test("makes the second half as frequent as the first, and reaches the last", () => {
    const ranks = drawn(60_000, zipf(20, randomFrom(1)));
    const first = share(ranks, (rank) => rank === 1);
    expect(share(ranks, (rank) => rank === 2) / first).toBeCloseTo(1 / 2, 1);
    expect(share(ranks, (rank) => rank === 10) / first).toBeCloseTo(1 / 10, 1);
    expect([Math.min(...ranks), Math.max(...ranks)]).toEqual([1, 20]);
  });

  test("leaves the share that is to miss to URLs that nobody asked for", () => {
    const picks = picksOf(100, 0.95, 40_000, randomFrom(1));
    expect(share(picks, (url) => url === 0)).toBeCloseTo(0.05, 2);
    expect(share(picks, (url) => url > 100)).toBe(0);
    expect(picksOf(100, 1, 1_000, randomFrom(1))).not.toContain(0);
  });
});

test("requests come in order, so many a second, and by chance: gaps differ as an exponential's do", () => {
  const moments = arrivals(5_000, 4, randomFrom(1));
  expect(moments.length / 4 / 5_000).toBeCloseTo(1, 1);
  expect(moments).toEqual(moments.toSorted());
  expect(moments.at(-1)).toBeLessThan(4_000);
  const gaps = Array.from(moments, (at, nth) => at - (moments[nth - 1] ?? 0));
  // The share of gaps above the mean, 1/e.
  expect(share(gaps, (gap) => gap > 0.2)).toBeCloseTo(Math.exp(-1), 1);
});
