/** What the origin says of stored responses without sending them again. */
import { describe, expect, test } from "vitest";
import { decision, type EdgeUnderTest, edgeUnderTest, settled } from "../support/edge-under-test.ts";
import type { Answer, Asked } from "../support/memory-origin.ts";

const rfc = { profile: "rfc9111" } as const;
const page = "https://www.gov.uk/";
const stored = { etag: '"v1"', "cache-control": "max-age=60", "x-told": "first" };

const head = async (edge: EdgeUnderTest) => settled(await edge.fetch(new Request(page, { method: "HEAD" })));

describe("a 304", () => {
  test("renews every stored response with its strong tag that the request selects", async () => {
    const answers = [
      { headers: { ...stored, vary: "x" }, body: "page" },
      { headers: { ...stored, vary: "y" }, body: "page" },
      { status: 304, headers: { ...stored, "x-told": "anew" }, body: null },
    ];
    const edge = edgeUnderTest((_asked, nth) => answers[nth - 1] ?? { status: 500 }, rfc);
    await settled(await edge.get("/", { x: "1", y: "other" }));
    await settled(await edge.get("/", { x: "2", y: "1" }));
    edge.pass(100);
    // It selects both: the first by x, the second by y.
    expect(decision(await settled(await edge.get("/", { x: "1", y: "1" })))).toBe("stale");
    edge.pass(30);
    for (const headers of [
      { x: "1", y: "other" },
      { x: "2", y: "1" },
    ]) {
      const response = await edge.get("/", headers);
      expect([decision(response), response.headers.get("x-told")]).toEqual(["hit", "anew"]);
    }
  });

  test("leaves alone what has another tag", async () => {
    const answers: Answer[] = [
      { headers: { ...stored, etag: '"v0"', vary: "x" }, body: "old" },
      { headers: { ...stored, vary: "y" }, body: "page" },
      { status: 304, headers: { ...stored, vary: "y" }, body: null },
      { headers: stored, body: "new" },
    ];
    const edge = edgeUnderTest((_asked, nth) => answers[nth - 1] ?? { status: 500 }, rfc);
    await settled(await edge.get("/", { x: "1", y: "other" }));
    await settled(await edge.get("/", { x: "2", y: "1" }));
    edge.pass(100);
    await settled(await edge.get("/", { x: "1", y: "1" }));
    expect(decision(await edge.get("/", { x: "1", y: "other" }))).toBe("stale");
  });

  test("about something that is not stored brings the whole response", async () => {
    const answers: Answer[] = [
      { headers: stored, body: "first" },
      { status: 304, headers: { ...stored, etag: '"v2"' }, body: null },
      { headers: { ...stored, etag: '"v2"' }, body: "second" },
    ];
    const edge = edgeUnderTest((_asked, nth) => answers[nth - 1] ?? { status: 500 }, rfc);
    await settled(await edge.get("/"));
    edge.pass(100);
    expect(await (await settled(await edge.get("/"))).text()).toBe("second");
    expect(edge.origin.asked.map((asked) => asked.header("if-none-match"))).toEqual([null, '"v1"', null]);
    expect(decision(await edge.get("/"))).toBe("hit");
  });
});

test("a 304 to a request without a condition is no answer", async () => {
  const edge = edgeUnderTest(() => ({ status: 304, headers: stored, body: null }), rfc);
  const response = await edge.get("/", { "if-none-match": '"v1"' });
  expect([response.status, response.headers.get("cache-status")]).toEqual([
    502,
    expect.stringContaining("detail=protocol"),
  ]);
});

describe("the answer to a HEAD", () => {
  const afterHead: [what: string, answer: Answer, then: string, told: string][] = [
    ["renews what it describes", { headers: { ...stored, "x-told": "anew" } }, "hit", "anew"],
    ["with the length it has, too", { headers: { ...stored, "content-length": "5" } }, "hit", "first"],
    ["makes stale what has another tag", { headers: { ...stored, etag: '"v2"' } }, "stale", "got"],
    [
      "makes stale what has another length",
      { headers: { ...stored, "content-length": "6" } },
      "stale",
      "got",
    ],
    ["makes stale what was changed since", { headers: { ...stored, "last-modified": "x" } }, "stale", "got"],
    ["that is no 200 changes nothing", { status: 410, headers: stored }, "stale", "got"],
    [
      "that forbids to store has others pass",
      { headers: { ...stored, "cache-control": "no-store" } },
      "bypass",
      "got",
    ],
  ];

  test.each(afterHead)("%s", async (_what, answer, then, told) => {
    const edge = edgeUnderTest(({ method }: Asked, nth) => {
      if (method === "HEAD") return { ...answer, body: null };
      return { headers: nth === 1 ? stored : { ...stored, "x-told": "got" }, body: "page!" };
    }, rfc);
    await settled(await edge.get("/"));
    edge.pass(100);
    expect((await head(edge)).headers.get("cache-status")).toContain("fwd=stale");
    edge.pass(30);
    const response = await edge.get("/");
    expect([decision(response), response.headers.get("x-told"), await response.text()]).toEqual([
      then,
      told,
      "page!",
    ]);
  });

  test("of which only the head is new keeps the body's age in order", async () => {
    const edge = edgeUnderTest(
      ({ method }) => ({ headers: stored, body: method === "HEAD" ? null : "page!" }),
      rfc,
    );
    await settled(await edge.get("/"));
    edge.pass(100);
    await head(edge);
    edge.pass(7);
    expect((await edge.get("/")).headers.get("age")).toBe("7");
  });
});
