/** Renewing what is stored gives nobody what was made for others, and costs no more than it must. */
import { describe, expect, test } from "vitest";
import { type CacheStore, createEdge, memoryStore } from "../../src/edge/index.ts";
import { decision, edgeUnderTest, settled } from "../support/edge-under-test.ts";
import { type Answer, type Asked, memoryOrigin } from "../support/memory-origin.ts";

const rfc = { profile: "rfc9111" } as const;

describe("a 304", () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["names fewer fields", { vary: "Accept-Encoding, Cookie" }, { vary: "Accept-Encoding" }],
    ["names none, where Connection hid them before", { vary: "Cookie", connection: "vary" }, {}],
  ])("whose Vary %s leaves the body with whom it was made for", async (_what, first, later) => {
    const base = { "cache-control": "max-age=60", etag: '"x"' };
    const edge = edgeUnderTest(({ header }): Answer => {
      if (header("if-none-match")) return { status: 304, headers: { ...base, ...later }, body: null };
      return { headers: { ...base, ...first }, body: `for ${header("cookie")}` };
    }, rfc);
    await settled(await edge.get("/", { cookie: "anna" }));
    edge.pass(100);
    const renewed = await settled(await edge.get("/", { cookie: "anna" }));
    expect(renewed.headers.get("vary")?.toLowerCase()).toContain("cookie");
    expect(await (await edge.get("/", { cookie: "bela" })).text()).toBe("for bela");
    expect(await (await edge.get("/", { cookie: "anna" })).text()).toBe("for anna");
  });

  test.each<[string, Record<string, string>, Record<string, string>]>([
    [
      "another Last-Modified",
      { "last-modified": "Mon, 01 Dec 2025 00:00:00 GMT" },
      { "last-modified": "Wed, 31 Dec 2025 00:00:00 GMT" },
    ],
    ["a tag where there was none", { "last-modified": "Mon, 01 Dec 2025 00:00:00 GMT" }, { etag: '"new"' }],
  ])("with %s is about another body", async (_what, first, later) => {
    const lasting = { "cache-control": "max-age=60" };
    const edge = edgeUnderTest(({ header }, nth): Answer => {
      if (header("if-modified-since")) return { status: 304, headers: { ...lasting, ...later }, body: null };
      return { headers: { ...lasting, ...first }, body: `${nth}` };
    }, rfc);
    await settled(await edge.get("/"));
    edge.pass(100);
    expect(await (await edge.get("/")).text()).toBe("3");
  });
});

test("a Date in the future hides no response that comes later", async () => {
  const edge = edgeUnderTest((_asked, nth) => {
    const date = nth === 1 ? "Fri, 01 Jan 2027 00:00:00 GMT" : "Thu, 01 Jan 2026 00:01:40 GMT";
    return { headers: { "cache-control": "max-age=60", vary: `x-${nth}`, date }, body: `${nth}` };
  }, rfc);
  await settled(await edge.get("/"));
  edge.pass(100);
  await settled(await edge.get("/"));
  expect(decision(await edge.get("/"))).toBe("hit");
});

/** Ranges of a page of some bytes. */
function ranged(size: number) {
  return ({ header }: Asked): Answer => {
    const [, from, to] = /bytes=(\d+)-(\d*)/.exec(header("range") ?? "") ?? [];
    const base = { "cache-control": "max-age=600", etag: '"x"' };
    if (from === undefined) return { headers: base, body: "x".repeat(size) };
    const last = to ? Number(to) : size - 1;
    const headers = { ...base, "content-range": `bytes ${from}-${last}/${size}` };
    return { status: 206, headers, body: "x".repeat(last + 1 - Number(from)) };
  };
}

describe("parts", () => {
  test("of what is too large to be stored are not put together", async () => {
    const edge = edgeUnderTest(ranged(3000), { ...rfc, maxBodyBytes: 2000 });
    await settled(await edge.get("/", { range: "bytes=0-1499" }));
    for (let time = 0; time < 2; time += 1) {
      const response = await settled(await edge.get("/"));
      expect([decision(response), (await response.text()).length]).toEqual(["partial", 3000]);
    }
    expect(edge.origin.asked.map((asked) => asked.header("range"))).toEqual(["bytes=0-1499", null, null]);
  });

  test("do not keep out the whole that was asked for before them", async () => {
    const gate = Promise.withResolvers<void>();
    const answer = ranged(10);
    const edge = edgeUnderTest(async (asked) => {
      if (asked.header("range") === null) await gate.promise;
      return answer(asked);
    }, rfc);
    const whole = edge.get("/");
    await settled(await edge.get("/", { range: "bytes=0-0" }));
    gate.resolve();
    await settled(await whole);
    expect(decision(await edge.get("/"))).toBe("hit");
  });
});

/** An edge whose store goes wrong when it is told to. */
function edgeWith(headers: Record<string, string>, put: CacheStore["put"]) {
  const inner = memoryStore({ maxBytes: 2 ** 24 });
  let isIll = false;
  const store: CacheStore = {
    match: (key, request) => inner.match(key, request),
    purge: (mark) => inner.purge(mark),
    put: (...what) => (isIll ? put(...what) : inner.put(...what)),
  };
  let now = Date.UTC(2026, 0, 1);
  const told: string[] = [];
  const { transport } = memoryOrigin(({ header }, nth) =>
    header("if-none-match") ? { status: 304, body: null } : { headers, body: `${nth}` },
  );
  const edge = createEdge({
    ...rfc,
    origin: "http://origin.example",
    transport,
    store,
    now: () => now,
    listeners: [({ type }) => told.push(type)],
  });
  return {
    told,
    text: async () => (await edge.fetch(new Request("https://www.gov.uk/"))).text(),
    fallIll() {
      now += 100_000;
      isIll = true;
    },
  };
}

test("a store that never answers keeps nobody waiting who has something to serve in place of an error", async () => {
  const headers = { "cache-control": "max-age=60, stale-if-error=600" };
  const edge = edgeWith(headers, () => new Promise(() => undefined));
  await edge.text();
  await new Promise((resolve) => setTimeout(resolve, 0));
  edge.fallIll();
  expect(await edge.text()).toBe("2");
});

test("a store that fails while a page is validated in the background is told of", async () => {
  const headers = { "cache-control": "max-age=60, stale-while-revalidate=600", etag: '"x"' };
  const edge = edgeWith(headers, () => Promise.reject(new Error("full")));
  await edge.text();
  await new Promise((resolve) => setTimeout(resolve, 0));
  edge.fallIll();
  expect(await edge.text()).toBe("1");
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(edge.told).toContain("internal-error");
});
