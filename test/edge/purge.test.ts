import { describe, expect, test } from "vitest";
import { createPurgeMarks, tickingClock } from "../../src/edge/http-cache/purge.ts";
import type { PurgeOrder } from "../../src/edge/index.ts";
import { decision, type EdgeUnderTest, edgeUnderTest, settled } from "../support/edge-under-test.ts";

const rfc = { profile: "rfc9111" } as const;
const page = "https://www.gov.uk/a";

/** An edge with two pages stored, both variants of the first, each with its own number as its body. */
async function edgeWithPages(cacheControl = "max-age=600"): Promise<EdgeUnderTest> {
  const edge = edgeUnderTest(({ url }, nth) => {
    const key = url.pathname === "/a" ? "pages letter-a" : "pages, letter-b";
    const headers = { "cache-control": cacheControl, vary: "x", "surrogate-key": key, etag: `"${nth}"` };
    return { headers, body: String(nth) };
  }, rfc);
  for (const [path, x] of visits) await settled(await edge.get(path, { x }));
  return edge;
}

const visits: [path: string, x: string][] = [
  ["/a", "1"],
  ["/a", "2"],
  ["/b", "1"],
];

async function decisions(edge: EdgeUnderTest): Promise<string[]> {
  const found: string[] = [];
  for (const [path, x] of visits) found.push(decision(await settled(await edge.get(path, { x }))));
  return found;
}

const orders: [what: string, order: PurgeOrder, purged: boolean[]][] = [
  ["a URL, all variants of it", { url: page }, [true, true, false]],
  ["a URL written otherwise", { url: "HTTPS://WWW.GOV.UK:443/a?" }, [true, true, false]],
  ["a URL of which nothing is stored", { url: `${page}/c` }, [false, false, false]],
  ["the same path by another scheme", { url: "http://www.gov.uk/a" }, [false, false, false]],
  ["a key of one page", { surrogateKey: "letter-b" }, [false, false, true]],
  ["a key of both pages", { surrogateKey: "pages" }, [true, true, true]],
  ["a key that differs by case", { surrogateKey: "Pages" }, [false, false, false]],
  ["everything", { everything: true }, [true, true, true]],
];

describe("a purge", () => {
  test.each(orders)("of %s", async (_what, order, purged) => {
    const edge = await edgeWithPages();
    await edge.purge(order);
    const found = await decisions(edge);
    expect(found.map((one) => one !== "hit")).toEqual(purged);
    // No time has passed, and what was fetched after it stays.
    expect(await decisions(edge)).toEqual(["hit", "hit", "hit"]);
  });

  test.each(orders)(
    "that is soft, of %s, makes stale what can still be validated",
    async (_what, order, purged) => {
      const edge = await edgeWithPages();
      edge.pass(10);
      await edge.purge({ ...order, soft: true });
      expect(await decisions(edge)).toEqual(purged.map((stale) => (stale ? "stale" : "hit")));
      const validators = edge.origin.asked.slice(3).map((asked) => asked.header("if-none-match"));
      expect(validators).toEqual(['"1"', '"2"', '"3"'].filter((_tag, index) => purged[index]));
      expect(await decisions(edge)).toEqual(["hit", "hit", "hit"]);
    },
  );

  test.each(
    orders.flatMap(([what, order, purged]) => [false, true].map((soft) => ({ what, order, purged, soft }))),
  )("of $what ends the passing of its variants (soft: $soft)", async ({ order, purged, soft }) => {
    const edge = await edgeWithPages("private");
    expect(await decisions(edge)).toEqual(["bypass", "bypass", "bypass"]);
    await edge.purge({ ...order, soft });
    expect((await decisions(edge)).map((one) => one !== "bypass")).toEqual(purged);
  });

  test("that is soft starts the window of stale-while-revalidate, and no second one prolongs freshness", async () => {
    const edge = await edgeWithPages("max-age=600, stale-while-revalidate=30");
    await edge.purge({ url: page, soft: true });
    edge.pass(29);
    const during = await edge.get("/a", { x: "1" });
    expect([decision(during), await during.text()]).toEqual(["hit", "1"]);
    await edge.purge({ surrogateKey: "pages", soft: true });
    edge.pass(31);
    expect(decision(await edge.get("/a", { x: "2" }))).toBe("stale");
  });

  test.each<PurgeOrder>([{ url: page }, { surrogateKey: "pages" }, { everything: true }])(
    "reaches what is on its way, and nobody joins it any more: %j",
    async (order) => {
      const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const edge = edgeUnderTest(async (_asked, nth) => {
        await gates[nth - 1]?.promise;
        return { headers: { "cache-control": "max-age=60", "surrogate-key": "pages" }, body: `${nth}` };
      }, rfc);
      const before = edge.get("/a");
      await new Promise((resolve) => setTimeout(resolve, 0));
      await edge.purge(order);
      const after = edge.get("/a");
      await new Promise((resolve) => setTimeout(resolve, 0));
      gates[1]?.resolve();
      expect(await (await settled(await after)).text()).toBe("2");
      gates[0]?.resolve();
      expect(await (await settled(await before)).text()).toBe("1");
      const next = await edge.get("/a");
      expect([decision(next), await next.text()]).toEqual(["hit", "2"]);
    },
  );

  test("that names nothing that could be stored says what was expected", async () => {
    const edge = edgeUnderTest(() => ({}));
    await expect(edge.purge({ url: "/bank-holidays" })).rejects.toThrow(/expected a whole URL/);
    await expect(edge.purge({ url: "file:///etc" })).rejects.toThrow(/expected a whole URL/);
    for (const surrogateKey of ["", "two keys", "a,b"]) {
      await expect(edge.purge({ surrogateKey })).rejects.toThrow(/no blanks or commas/);
    }
  });
});

test("an unsafe method also reaches a GET that was on its way before it", async () => {
  const gate = Promise.withResolvers<void>();
  const edge = edgeUnderTest(async ({ method }, nth) => {
    if (method === "POST") return { status: 204, body: null };
    if (nth === 1) await gate.promise;
    return { headers: { "cache-control": "max-age=60" }, body: nth === 1 ? "before" : "after" };
  }, rfc);
  const early = edge.get("/a");
  await new Promise((resolve) => setTimeout(resolve, 0));
  await edge.fetch(new Request(page, { method: "POST", body: "change" }));
  gate.resolve();
  expect(await (await settled(await early)).text()).toBe("before");
  expect(await (await edge.get("/a")).text()).toBe("after");
});

describe("purge marks", () => {
  const record = (askedAt: number, ...tags: string[]) => ({ bodyAskedAt: askedAt, askedAt, tags });
  const mark = (time: number, tag: string, soft = false) =>
    ({ scope: { by: "tag", tag }, soft, time }) as const;

  test("are about what was asked for before, by tag, the hard ones first", () => {
    const marks = createPurgeMarks();
    marks.write(mark(10, "a"));
    marks.write(mark(20, "b", true));
    expect(marks.verdict(record(9, "a"))).toBe("gone");
    expect(marks.verdict(record(11, "a"))).toBeNull();
    expect(marks.verdict(record(11, "c", "b"))).toEqual({ staleSince: 20 });
    expect(marks.verdict(record(9, "b", "a"))).toBe("gone");
    expect(marks.verdict(record(9))).toBeNull();
  });

  test("are bounded in number: one that is forgotten is about everything before it", () => {
    const marks = createPurgeMarks(2);
    for (const [index, tag] of ["a", "b", "a", "c"].entries()) marks.write(mark(10 + index, tag));
    expect(marks.verdict(record(12, "a"))).toBeNull();
    expect(marks.verdict(record(11.5, "a"))).toBe("gone");
    expect(marks.verdict(record(10.5, "d"))).toBe("gone");
    expect(marks.verdict(record(11.5, "d"))).toBeNull();
  });
});

test("a ticking clock never reads the same twice, not even when its source stands still or goes back", () => {
  const readings = [100, 100, 50, 101];
  const tick = tickingClock(() => readings.shift() ?? 200);
  const ticks = [tick(), tick(), tick(), tick()];
  expect(ticks).toEqual([...new Set(ticks)].sort((a, b) => a - b));
  expect([ticks[0], ticks[3]]).toEqual([100, 101]);
});
