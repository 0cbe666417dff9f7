/** How long things take: in events, in Server-Timing, and how seldom a clock is asked for it. */
import { describe, expect, test } from "vitest";
import {
  createEdge,
  createMetrics,
  type EdgeEvent,
  type EdgeParts,
  type EdgeSettings,
} from "../../src/edge/index.ts";
import { edgeUnderTest, settled } from "../support/edge-under-test.ts";
import { memoryOrigin, streamOf } from "../support/memory-origin.ts";
import { metricsText } from "../support/metrics-text.ts";

const minute = { "cache-control": "max-age=60" };

/** An edge whose origin takes so many seconds, with one page asked for. */
async function slowEdge(
  seconds: number,
  headers: Record<string, string>,
  settings: Partial<EdgeSettings> = {},
) {
  const edge: ReturnType<typeof edgeUnderTest> = edgeUnderTest(() => {
    edge.pass(seconds);
    return { headers, body: "12345" };
  }, settings);
  const first = await settled(await edge.get("/a"));
  return { edge, first };
}

describe("the event of a request", () => {
  test("tells the decision, how long it took, how much of that was the origin, and the length", async () => {
    const { edge } = await slowEdge(0.25, { ...minute, "content-length": "5" });
    await settled(await edge.get("/a"));
    expect(edge.events).toMatchObject([
      { decision: "miss", reason: null, duration: 250, originTime: 250, bytes: 5 },
      { decision: "hit", reason: null, duration: 0, originTime: null, bytes: 5 },
    ]);
  });

  test("tells no length that is not known yet, and none where there is no body", async () => {
    const { edge } = await slowEdge(0, { "cache-control": "private" });
    await edge.fetch(new Request("https://www.gov.uk/a", { method: "HEAD" }));
    expect(edge.events).toMatchObject([
      { decision: "miss", reason: "private", bytes: null },
      { decision: "pass", reason: "private", bytes: 0 },
    ]);
  });

  test("tells why something stale was given", async () => {
    const { edge } = await slowEdge(0, { "cache-control": "max-age=60, stale-while-revalidate=60" });
    edge.pass(61);
    await settled(await edge.get("/a"));
    expect(edge.events.at(-1)).toMatchObject({ decision: "stale", reason: "revalidating" });
  });

  test("tells the client's own wish for something stale apart", async () => {
    const { edge } = await slowEdge(0, minute, { profile: "rfc9111" });
    edge.pass(61);
    await settled(await edge.get("/a", { "cache-control": "max-stale" }));
    expect(edge.events.at(-1)).toMatchObject({ decision: "stale", reason: "asked" });
  });

  test("tells who waits for another's answer that this was the origin's time", async () => {
    const gate = Promise.withResolvers<void>();
    const edge = edgeUnderTest(() => gate.promise.then(() => ({ headers: minute, body: "x" })));
    const both = [edge.get("/a"), edge.get("/a")];
    await new Promise((resolve) => setTimeout(resolve, 0));
    edge.pass(1);
    gate.resolve();
    await Promise.all(both);
    const told = edge.events.map(
      (event) => event.type === "request" && [event.decision, event.duration, event.originTime],
    );
    expect(told.sort()).toEqual([
      ["collapsed", 1000, 1000],
      ["miss", 1000, 1000],
    ]);
  });
});

describe("Server-Timing", () => {
  const timing = (response: Response) => response.headers.get("server-timing");

  test("is not told by default", async () => {
    const { first } = await slowEdge(0.25, minute);
    expect(timing(first)).toBeNull();
  });

  test("tells the edge's time, the origin's, and the decision, anew for each answer", async () => {
    const { edge, first } = await slowEdge(0.25, minute, { serverTiming: true });
    expect(timing(first)).toBe('edge;dur=0, origin;dur=250, cache;desc="miss"');
    expect(timing(await edge.get("/a"))).toBe('edge;dur=0, cache;desc="hit"');
  });

  test("comes after what the origin says, which is stored without ours", async () => {
    const { edge, first } = await slowEdge(
      0.25,
      { ...minute, "server-timing": "db;dur=53" },
      { serverTiming: true },
    );
    expect(timing(first)).toBe('db;dur=53, edge;dur=0, origin;dur=250, cache;desc="miss"');
    expect(timing(await edge.get("/a"))).toBe('db;dur=53, edge;dur=0, cache;desc="hit"');
    expect(timing(await edge.get("/a"))).toBe('db;dur=53, edge;dur=0, cache;desc="hit"');
  });

  test("stands beside what www tells there", async () => {
    const settings = { profile: "www", serverTiming: true } as const;
    const { first } = await slowEdge(0.25, { ...minute, "server-timing": "db;dur=53" }, settings);
    expect(timing(first)).toBe('db;dur=53, cacheMiss, edge;dur=0, origin;dur=250, cache;desc="miss"');
  });

  test("is told of pages for what failed, too", async () => {
    const failing = () => {
      throw new Error("the app is not there");
    };
    const edge = edgeUnderTest(failing, { serverTiming: true });
    expect(timing(await edge.get("/a"))).toBe('edge;dur=0, origin;dur=0, cache;desc="error"');
  });
});

describe("a plain hit", () => {
  /** Asks for one page again and again. @returns how often the clock was asked */
  async function readings(settings: Partial<EdgeSettings>, parts: Partial<EdgeParts> = {}): Promise<number> {
    let asked = 0;
    const edge = createEdge({
      origin: "http://origin.example",
      transport: memoryOrigin(() => ({ headers: minute, body: streamOf("x") })).transport,
      monotonic: () => {
        asked += 1;
        return 0;
      },
      ...settings,
      ...parts,
    });
    await settled(await edge.fetch(new Request("https://www.gov.uk/a")));
    asked = 0;
    const client = { address: "192.0.2.1", scheme: "https", host: "www.gov.uk" } as const;
    for (let nth = 0; nth < 320; nth += 1) {
      const answer = edge.fromMemory({ method: "GET", target: "/a", client, get: () => null });
      expect(answer?.status).toBe(200);
    }
    return asked;
  }

  test("asks no clock where nobody wants to know", async () => {
    expect(await readings({})).toBe(0);
  });

  test("is timed once in thirty-two where it is only counted", async () => {
    expect(await readings({ monitoring: { token: "a-token-of-operators" } })).toBe(20);
  });

  test("that is timed stands for all thirty-two", async () => {
    const metrics = createMetrics();
    await readings({}, { metrics });
    const now = { version: "1", profile: "account", uptime: 0, isDegraded: false, store: null };
    const { samples } = metricsText(metrics.exposition("prometheus", now));
    expect(samples.get('govuk_edge_own_seconds_count{decision="hit"}')).toBe(320);
    expect(samples.get('govuk_edge_own_seconds_count{decision="miss"}')).toBe(1);
    expect(samples.get("govuk_edge_response_bytes_total")).toBe(321);
  });

  test("is timed each time where it is told to somebody", async () => {
    const events: EdgeEvent[] = [];
    expect(await readings({}, { listeners: [(event) => events.push(event)] })).toBe(640);
    expect(events).toHaveLength(321);
  });

  test("is told to others all the same", async () => {
    const [all, trouble]: EdgeEvent[][] = [[], []];
    const hear = (events: EdgeEvent[] = []) => [(event: EdgeEvent) => events.push(event)];
    await readings({}, { listeners: hear(all), troubleListeners: hear(trouble) });
    expect([all?.length, trouble?.length]).toEqual([321, 0]);
  });

  test("makes no event for who wants to hear of trouble alone", async () => {
    const events: EdgeEvent[] = [];
    let ids = 0;
    const requestId = () => {
      ids += 1;
      return `id-${ids}-and-more`;
    };
    await readings({ profile: "rfc9111" }, { troubleListeners: [(event) => events.push(event)], requestId });
    expect(events).toEqual([]);
    // For the edge's own name in Via, and for the miss, of which the origin is told; for no hit.
    expect(ids).toBe(2);
  });
});
