import { expect, test } from "vitest";
import {
  neverSoft,
  type SoftTimes,
  staleSinceOf,
  withSoftTime,
} from "../../src/edge/http-cache/soft-times.ts";
import type { PurgeOrder } from "../../src/edge/index.ts";
import { edgeUnderTest } from "../support/edge-under-test.ts";
import { farStores } from "../support/store-kinds.ts";

const headers = {
  "cache-control": "max-age=600, stale-while-revalidate=30",
  "surrogate-key": "page all-pages",
};
const orders: [what: string, order: PurgeOrder][] = [
  ["a URL", { url: "https://www.gov.uk/page" }],
  ["a key", { surrogateKey: "page" }],
  ["everything", { everything: true }],
];
const [[, farStore]] = [farStores[0] ?? ["", undefined]];
const stores = [
  ["memory", undefined],
  ["a store far away", farStore],
] as const;

for (const [where, makeStore] of stores) {
  test.each(orders)(
    `in ${where}, what a soft purge of %s made stale is given no longer because of a second`,
    async (_what, order) => {
      const edge = edgeUnderTest(
        (_asked, nth) => ({ headers, body: `page ${nth}` }),
        {},
        makeStore && { makeStore },
      );
      const body = async () => (await edge.get("/page")).text();
      const softly = () => edge.purge({ ...order, soft: true });
      expect(await body()).toBe("page 1");
      await softly();
      edge.pass(29);
      await softly();
      edge.pass(20);
      expect(await body()).toBe("page 2");
    },
  );
}

test("of many times none is later than it was, and the latest are as they were", () => {
  let times: SoftTimes = neverSoft;
  const purges = Array.from({ length: 50 }, (_, nth) => 10 * (nth + 1));
  for (const time of purges) times = withSoftTime(times, time);
  for (let askedAt = 0; askedAt < 520; askedAt += 1) {
    const exact = purges.find((time) => time > askedAt) ?? Infinity;
    const told = staleSinceOf(times, askedAt);
    expect(told).toBeLessThanOrEqual(exact);
    expect(told === Infinity).toBe(exact === Infinity);
    if (askedAt >= 440) expect(told).toBe(exact);
  }
});

test.each([[[30, 10, 20]], [[10, 20, 30]]])("the order in which they come does not matter: %j", (times) => {
  const all = times.reduce(withSoftTime, neverSoft);
  expect([5, 15, 25, 35].map((askedAt) => staleSinceOf(all, askedAt))).toEqual([10, 20, 30, Infinity]);
});
