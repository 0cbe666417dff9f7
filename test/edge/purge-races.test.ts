/** What was purged does not come back, whatever was on its way, and however slow the store is. */
import { describe, expect, test } from "vitest";
import { type CacheStore, createEdge, memoryStore, type PurgeOrder } from "../../src/edge/index.ts";
import { decision, edgeUnderTest, sessionCookie, settled } from "../support/edge-under-test.ts";
import { type Answer, type Asked, memoryOrigin } from "../support/memory-origin.ts";

const page = "https://www.gov.uk/a";
const rfc = { profile: "rfc9111" } as const;
const wait = (milliseconds = 0) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** An origin of a page that never changes its tag, and says which of its answers a body came with. */
function validating({ header }: Asked, nth: number): Answer {
  const headers = { "cache-control": "max-age=60", etag: '"x"', "surrogate-key": "k" };
  return header("if-none-match") ? { status: 304, headers, body: null } : { headers, body: `${nth}` };
}

describe("a part that is still coming", () => {
  test.each<[string, () => PurgeOrder | null]>([
    ["its URL is purged", () => ({ url: page })],
    ["its URL is changed", () => null],
  ])("is not stored when %s", async (_what, order) => {
    const gate = Promise.withResolvers<void>();
    const edge = edgeUnderTest(({ method }, nth) => {
      if (method === "POST") return { status: 204, body: null };
      const body = new ReadableStream<Uint8Array>({
        async pull(stream) {
          if (nth === 1) await gate.promise;
          stream.enqueue(new TextEncoder().encode("part"));
          stream.close();
        },
      });
      return {
        status: 206,
        headers: { "cache-control": "max-age=60", "content-range": "bytes 0-3/9" },
        body,
      };
    }, rfc);
    const early = await edge.get("/a", { range: "bytes=0-3" });
    const purge = order();
    if (purge) await edge.purge(purge);
    else await edge.fetch(new Request(page, { method: "POST", body: "change" }));
    gate.resolve();
    await settled(early);
    expect(decision(await edge.get("/a", { range: "bytes=0-3" }))).toBe("uri-miss");
  });
});

test("who waited while it was purged does not renew what they had found", async () => {
  const gate = Promise.withResolvers<void>();
  const edge = edgeUnderTest(async (asked, nth) => {
    if (nth === 2) await gate.promise;
    return validating(asked, nth);
  });
  await settled(await edge.get("/a"));
  edge.pass(100);
  // The guard keeps what is fetched with a session from being shared, so the other one goes on alone.
  const [person, nobody] = [edge.get("/a", sessionCookie("abc")), wait().then(() => edge.get("/a"))];
  await wait(5);
  await edge.purge({ everything: true });
  gate.resolve();
  await settled(await person);
  expect(await (await settled(await nobody)).text()).toBe("3");
  expect(await (await edge.get("/a")).text()).toBe("3");
});

interface Delays {
  readonly put?: number;
  readonly purge?: number;
}

/** An edge over a store that takes its time. */
function edgeOverSlowStore(delays: Delays) {
  const inner = memoryStore({ maxBytes: 2 ** 24 });
  const store: CacheStore = {
    match: async (key, request) => inner.match(key, request),
    async put(key, request, record, instead) {
      await wait(delays.put);
      return inner.put(key, request, record, instead);
    },
    async purge(mark) {
      await wait(delays.purge);
      return inner.purge(mark);
    },
  };
  let now = Date.UTC(2026, 0, 1);
  const { transport } = memoryOrigin(validating);
  const settings = { profile: "rfc9111", origin: "http://origin.example" } as const;
  const edge = createEdge({ ...settings, transport, store, now: () => now });
  return {
    purge: edge.purge,
    text: async () => (await edge.fetch(new Request(page))).text(),
    pass(seconds: number) {
      now += seconds * 1000;
    },
  };
}

describe("with a store that is slow", () => {
  test("what was being written when its URL was purged does not stay", async () => {
    const edge = edgeOverSlowStore({ put: 30 });
    expect(await edge.text()).toBe("1");
    await wait(5);
    await edge.purge({ url: page });
    expect(await edge.text()).toBe("2");
  });

  test.each<[string, PurgeOrder, Delays]>([
    ["its key", { surrogateKey: "k" }, { purge: 30 }],
    ["its URL", { url: page }, { purge: 15, put: 30 }],
  ])("what is validated while a purge of %s is written down does not stay", async (_what, order, delays) => {
    const edge = edgeOverSlowStore(delays);
    await edge.text();
    await wait(40);
    edge.pass(100);
    const purging = edge.purge(order);
    expect(await edge.text()).toBe("1");
    await purging;
    await wait(40);
    expect(await edge.text()).toBe("3");
  });
});

describe("a soft purge", () => {
  test("makes stale at once, also when no time has passed", async () => {
    const edge = edgeUnderTest(validating, rfc);
    await settled(await edge.get("/a"));
    await edge.purge({ url: page, soft: true });
    expect(decision(await edge.get("/a"))).toBe("stale");
  });

  test("makes stale also when the clock was set back", async () => {
    const edge = edgeUnderTest(validating, rfc);
    await settled(await edge.get("/warm"));
    edge.pass(-3600);
    await settled(await edge.get("/a"));
    await edge.purge({ url: page, soft: true });
    edge.pass(10);
    expect(decision(await edge.get("/a"))).toBe("stale");
  });

  test("that comes second does not prolong what the first one began", async () => {
    const headers = { "cache-control": "max-age=600, stale-while-revalidate=30", "surrogate-key": "k" };
    const edge = edgeUnderTest(() => ({ headers, body: "page" }), rfc);
    await settled(await edge.get("/a"));
    await edge.purge({ url: page, soft: true });
    edge.pass(29);
    await edge.purge({ surrogateKey: "k", soft: true });
    edge.pass(20);
    expect(decision(await edge.get("/a"))).toBe("stale");
  });
});

test.each([{ connection: "surrogate-key" }, { "cache-control": 'max-age=60, private="surrogate-key"' }])(
  "a response cannot hide its keys: %j",
  async (headers) => {
    const all = { "cache-control": "max-age=60", "surrogate-key": "k", ...headers };
    const edge = edgeUnderTest((_asked, nth) => ({ headers: all, body: `${nth}` }), rfc);
    await settled(await edge.get("/a"));
    await edge.purge({ surrogateKey: "k" });
    expect(await (await edge.get("/a")).text()).toBe("2");
  },
);
