import { describe, expect, test } from "vitest";
import { decision, type EdgeUnderTest, edgeUnderTest, settled } from "../support/edge-under-test.ts";
import type { Answer } from "../support/memory-origin.ts";

function brokenBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(stream) {
      stream.enqueue(new TextEncoder().encode("half a pa"));
    },
    pull(stream) {
      stream.error(new Error("reset"));
    },
  });
}

/** A body whose end comes later. */
function slowBody(start: string, rest: Promise<void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (stream) => stream.enqueue(new TextEncoder().encode(start)),
    async pull(stream) {
      await rest;
      stream.enqueue(new TextEncoder().encode(", and its end"));
      stream.close();
    },
  });
}

const rfc = { profile: "rfc9111" } as const;

async function visit(edge: EdgeUnderTest, headers: Record<string, string> = {}) {
  const response = await settled(await edge.get("/", headers));
  return { decision: decision(response), response, body: await response.clone().text() };
}

describe("stale-while-revalidate", () => {
  const swr = { "cache-control": "max-age=60, stale-while-revalidate=30" };

  test("serves the old one at once and has the new one for the next", async () => {
    const edge = edgeUnderTest((_asked, nth) => ({ headers: swr, body: `version ${nth}` }), rfc);
    await visit(edge);
    edge.pass(70);
    const stale = await visit(edge);
    expect([stale.decision, stale.body, stale.response.headers.get("age")]).toEqual([
      "hit",
      "version 1",
      "70",
    ]);
    expect(stale.response.headers.get("cache-status")).toContain("ttl=-10");
    await new Promise((resolve) => setTimeout(resolve, 0));
    const next = await visit(edge);
    expect([next.body, edge.origin.asked.length]).toEqual(["version 2", 2]);
  });

  test("validates once at a time, however many ask", async () => {
    const gate = Promise.withResolvers<void>();
    const edge = edgeUnderTest(async (_asked, nth) => {
      if (nth > 1) await gate.promise;
      return { headers: swr, body: `version ${nth}` };
    }, rfc);
    await visit(edge);
    edge.pass(70);
    const bodies = await Promise.all(Array.from({ length: 5 }, async () => (await visit(edge)).body));
    expect([new Set(bodies), edge.origin.asked.length]).toEqual([new Set(["version 1"]), 2]);
    gate.resolve();
  });

  test("ends with its window", async () => {
    const edge = edgeUnderTest((_asked, nth) => ({ headers: swr, body: `version ${nth}` }), rfc);
    await visit(edge);
    edge.pass(90);
    expect((await visit(edge)).body).toBe("version 2");
  });

  test("only-if-cached is given the old one, and nothing is asked for it (RFC 9111 §5.2.1.7)", async () => {
    const edge = edgeUnderTest((_asked, nth) => ({ headers: swr, body: `version ${nth}` }), rfc);
    await visit(edge);
    edge.pass(70);
    const { decision, body } = await visit(edge, { "cache-control": "only-if-cached" });
    expect([decision, body, edge.origin.asked.length]).toEqual(["hit", "version 1", 1]);
    await visit(edge);
    expect(edge.origin.asked.map(({ header }) => header("cache-control"))).toEqual([null, null]);
  });

  test("a background validation that fails ends nothing, and is told", async () => {
    const edge = edgeUnderTest((_asked, nth) => {
      if (nth > 1) throw new Error("gone");
      return { headers: swr, body: "version 1" };
    }, rfc);
    await visit(edge);
    edge.pass(70);
    expect((await visit(edge)).body).toBe("version 1");
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(edge.events).toContainEqual(expect.objectContaining({ type: "internal-error" }));
  });
});

describe("stale-if-error", () => {
  const sie = { "cache-control": "max-age=60, stale-if-error=30" };
  const ill: [what: string, answer: () => Answer][] = [
    ["a server error", () => ({ status: 503, body: "sorry" })],
    [
      "no answer",
      () => {
        throw new Error("gone");
      },
    ],
    ["a body that breaks off", () => ({ headers: sie, body: brokenBody() })],
    ["a body shorter than was said", () => ({ headers: { ...sie, "content-length": "10" }, body: "short" })],
  ];

  test.each(ill)("serves the stored page in place of %s, and says so", async (_what, answer) => {
    const edge = edgeUnderTest((_asked, nth) => (nth === 1 ? { headers: sie, body: "page" } : answer()), rfc);
    await visit(edge);
    edge.pass(80);
    const { response, body } = await visit(edge);
    expect([response.status, body, response.headers.get("age")]).toEqual([200, "page", "80"]);
    expect(response.headers.get("cache-status")).toContain("fwd=stale");
    expect(response.headers.get("cache-status")).toContain("detail=stale-if-error");
  });

  test.each(ill.slice(0, 2))("ends with its window (%s)", async (_what, answer) => {
    const edge = edgeUnderTest((_asked, nth) => (nth === 1 ? { headers: sie, body: "page" } : answer()), rfc);
    await visit(edge);
    edge.pass(90);
    expect((await visit(edge)).response.status).toBeGreaterThanOrEqual(500);
  });

  test("a long body is not waited for: it is passed on as it comes", async () => {
    const rest = Promise.withResolvers<void>();
    const edge = edgeUnderTest(
      (_asked, nth) =>
        nth === 1 ? { headers: sie, body: "page" } : { body: slowBody("long body", rest.promise) },
      { ...rfc, maxBodyBytes: 5 },
    );
    await visit(edge);
    edge.pass(80);
    const response = await edge.get("/");
    rest.resolve();
    expect(await response.text()).toBe("long body, and its end");
  });

  test.each([
    "max-age=60",
    ...["must-revalidate", "proxy-revalidate", "s-maxage=60"].map(
      (forbidding) => `max-age=60, stale-if-error=30, ${forbidding}`,
    ),
  ])("a server error is an answer, and is given, where the page was stored with %s", async (directives) => {
    const headers = { "cache-control": directives };
    const edge = edgeUnderTest(
      (_asked, nth) => (nth === 1 ? { headers, body: "page" } : { status: 503 }),
      rfc,
    );
    await visit(edge);
    edge.pass(80);
    expect((await visit(edge)).response.status).toBe(503);
  });
});

describe("an origin that cannot be reached", () => {
  const gone = (cacheControl: string) =>
    edgeUnderTest((_asked, nth) => {
      if (nth > 1) throw new Error("gone");
      return { headers: { "cache-control": cacheControl }, body: "page" };
    }, rfc);

  test("is stood in for by what is stored, for a day", async () => {
    const edge = gone("max-age=60");
    await visit(edge);
    edge.pass(86_459);
    expect((await visit(edge)).body).toBe("page");
    edge.pass(1);
    expect((await visit(edge)).response.status).toBe(500);
  });

  test.each(["must-revalidate", "proxy-revalidate", "s-maxage=60", "no-cache", "stale-if-error=0"])(
    "but not where %s forbids it",
    async (directive) => {
      const edge = gone(`max-age=60, ${directive}`);
      await visit(edge);
      edge.pass(80);
      expect((await visit(edge)).response.status).toBe(500);
    },
  );
});
