import { expect, test } from "vitest";
import { decision, edgeUnderTest, settled } from "../support/edge-under-test.ts";
import { streamOf } from "../support/memory-origin.ts";

const rfc = { profile: "rfc9111" } as const;

test("a 304 without Age is new: the age that the stored response came with is gone", async () => {
  const edge = edgeUnderTest((asked, nth) => {
    const headers = { etag: '"v1"', "cache-control": "max-age=60", ...(nth === 1 ? { age: "50" } : {}) };
    const known = asked.header("if-none-match") !== null;
    return { status: known ? 304 : 200, headers, body: known ? null : "page" };
  }, rfc);
  await settled(await edge.get("/"));
  edge.pass(100);
  await settled(await edge.get("/"));
  edge.pass(30);
  const response = await edge.get("/");
  expect([decision(response), response.headers.get("age")]).toEqual(["hit", "30"]);
});

test.each([
  ["may be stored", "max-age=60, stale-while-revalidate=60"],
  ["may not", "no-store"],
])(
  "a body that breaks off while it is fetched in the background, and %s, harms nobody",
  async (_what, later) => {
    const edge = edgeUnderTest((_asked, nth) => {
      const first = { "cache-control": "max-age=60, stale-while-revalidate=60" };
      if (nth === 1) return { headers: first, body: streamOf("page") };
      const body = new ReadableStream<Uint8Array>({ start: (stream) => stream.error(new Error("reset")) });
      return { headers: { "cache-control": later }, body };
    }, rfc);
    await settled(await edge.get("/"));
    edge.pass(70);
    expect(await (await edge.get("/")).text()).toBe("page");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(edge.events).toContainEqual(expect.objectContaining({ type: expect.stringMatching(/error$/) }));
  },
);

test("who waited for another's validation that failed, and has nothing stored, asks for themselves", async () => {
  const gate = Promise.withResolvers<void>();
  const edge = edgeUnderTest(async (_asked, nth) => {
    const lasting = "max-age=60, stale-if-error=600";
    if (nth === 1) return { headers: { vary: "X-A", "cache-control": lasting }, body: "for a" };
    if (nth === 2) return { headers: { vary: "X-B", "cache-control": lasting }, body: "for b" };
    await gate.promise;
    return { status: 503, body: "sorry" };
  }, rfc);
  await settled(await edge.get("/", { "x-a": "1" }));
  await settled(await edge.get("/", { "x-a": "3", "x-b": "9" }));
  edge.pass(100);
  const [stored, nothing] = [edge.get("/", { "x-a": "1" }), edge.get("/", { "x-a": "2" })];
  await new Promise((resolve) => setTimeout(resolve, 0));
  gate.resolve();
  expect(await (await stored).text()).toBe("for a");
  expect([(await nothing).status, await (await nothing).text()]).toEqual([503, "sorry"]);
});
