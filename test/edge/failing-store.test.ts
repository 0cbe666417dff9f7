import { expect, test } from "vitest";
import { type CacheStore, createEdge, type EdgeEvent } from "../../src/edge/index.ts";
import { memoryOrigin } from "../support/memory-origin.ts";

function edgeWith(store: Omit<CacheStore, "purge">, cacheControl = "max-age=60") {
  const events: EdgeEvent[] = [];
  const edge = createEdge({
    origin: "http://origin.example",
    transport: memoryOrigin(() => ({ headers: { "cache-control": cacheControl }, body: "well" })).transport,
    store: { ...store, purge: () => "done" },
    listeners: [(event) => events.push(event)],
  });
  const client = { address: "192.0.2.1", scheme: "https" as const, host: "www.gov.uk" };
  return {
    events,
    /** As a rim does: memory first, then the app. */
    async get() {
      const stored = edge.fromMemory({ method: "GET", target: "/", client, get: () => null });
      expect(stored).toBeNull();
      return edge.fetch(new Request("https://www.gov.uk/"), { client });
    },
  };
}

const nothing = { found: [], lastVary: null };

const failing: [what: string, match: CacheStore["match"]][] = [
  [
    "throws",
    () => {
      throw new Error("a-secret-in-a-message");
    },
  ],
  ["rejects", () => Promise.reject(new Error("a-secret-in-a-message"))],
];

test.each(failing.flatMap(([what, match]) => [true, false].map((atOnce) => ({ what, match, atOnce }))))(
  "a store that $what (and is asked at once: $atOnce) gives a page and an event",
  async ({ match, atOnce }) => {
    const matchNow = () => {
      throw new Error("a-secret-in-a-message");
    };
    const edge = edgeWith({ match, put: () => true, ...(atOnce && { matchNow }) });
    for (let time = 0; time < 2; time += 1) {
      const response = await edge.get();
      expect(response.status).toBe(500);
      expect(await response.text()).toContain("<h1>");
    }
    expect(edge.events.map(({ type }) => type)).toEqual([
      "internal-error",
      "request",
      "internal-error",
      "request",
    ]);
    expect(JSON.stringify(edge.events)).not.toContain("a-secret");
  },
);

test.each<[string, CacheStore["put"]]>([
  [
    "throws",
    () => {
      throw new Error("full");
    },
  ],
  ["rejects", () => Promise.reject(new Error("full"))],
])("a store that cannot keep (%s) costs nobody the page", async (_what, put) => {
  const edge = edgeWith({ match: () => nothing, put });
  expect(await (await edge.get()).text()).toBe("well");
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(edge.events.map(({ type }) => type)).toEqual(["request", "internal-error"]);
});

test("a store that cannot write down a pass costs nobody the page", async () => {
  const edge = edgeWith({ match: () => nothing, put: () => Promise.reject(new Error("full")) }, "no-store");
  expect(await (await edge.get()).text()).toBe("well");
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(edge.events.map(({ type }) => type)).toEqual(["request", "internal-error"]);
});

test("a store that answers later is asked once a request", async () => {
  let asked = 0;
  const edge = edgeWith({
    match: async () => {
      asked += 1;
      return nothing;
    },
    put: async () => true,
  });
  await (await edge.get()).text();
  asked = 0;
  await (await edge.get()).text();
  expect(asked).toBe(1);
});
