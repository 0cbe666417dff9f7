import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decision, type EdgeUnderTest, edgeUnderTest, settled } from "../support/edge-under-test.ts";
import type { Answer, Asked } from "../support/memory-origin.ts";

const rfc = { profile: "rfc9111" } as const;
const whole = "0123456789";

/** An origin of one page that answers one range with a 206, if If-Range holds. */
function ranged(more: Record<string, string> = {}, version = { etag: '"v1"' }) {
  return (asked: Asked): Answer => {
    const headers = {
      "cache-control": "max-age=60",
      ...(version.etag ? { etag: version.etag } : {}),
      ...more,
    };
    const [, first, last] = /^bytes=([0-9]*)-([0-9]*)$/.exec(asked.header("range") ?? "") ?? [];
    const ifRange = asked.header("if-range");
    if (first === undefined || (ifRange !== null && ifRange !== version.etag))
      return { headers, body: whole };
    const from = first === "" ? Math.max(0, whole.length - Number(last)) : Number(first);
    const to = first === "" || last === "" ? whole.length - 1 : Math.min(Number(last), whole.length - 1);
    if (from >= whole.length)
      return { status: 416, headers: { ...headers, "content-range": "bytes */10" }, body: "" };
    const range = `bytes ${from}-${to}/${whole.length}`;
    return { status: 206, headers: { ...headers, "content-range": range }, body: whole.slice(from, to + 1) };
  };
}

async function ask(edge: EdgeUnderTest, range: string | null, more: Record<string, string> = {}) {
  const response = await settled(
    await edge.get("/", range === null ? more : { range: `bytes=${range}`, ...more }),
  );
  const { status, headers } = response;
  return {
    decision: decision(response),
    status,
    range: headers.get("content-range"),
    length: headers.get("content-length"),
    body: await response.clone().text(),
    headers,
  };
}

const sent = (edge: EdgeUnderTest) => edge.origin.asked.map((asked) => asked.header("range"));

describe("a part of a page", () => {
  test("is asked for, stored, and answers what lies within it", async () => {
    const edge = edgeUnderTest(ranged(), rfc);
    expect(await ask(edge, "2-7")).toMatchObject({
      decision: "uri-miss",
      status: 206,
      range: "bytes 2-7/10",
    });
    edge.pass(5);
    const again = await ask(edge, "2-7");
    expect(again).toMatchObject({
      decision: "hit",
      status: 206,
      range: "bytes 2-7/10",
      length: "6",
      body: "234567",
    });
    expect(again.headers.get("age")).toBe("5");
    expect(await ask(edge, "4-5")).toMatchObject({ decision: "hit", range: "bytes 4-5/10", body: "45" });
    expect(sent(edge)).toEqual(["bytes=2-7"]);
  });

  test("answers nothing but ranges: no HEAD, and no condition on the whole", async () => {
    const edge = edgeUnderTest(ranged(), rfc);
    await ask(edge, "2-7");
    const head = await edge.fetch(new Request("https://www.gov.uk/", { method: "HEAD" }));
    expect(decision(head)).toBe("partial");
    expect(await ask(edge, "3-4", { "if-none-match": '"v1"' })).toMatchObject({
      decision: "hit",
      status: 304,
    });
    expect(await ask(edge, null, { "if-none-match": '"v1"' })).toMatchObject({ decision: "partial" });
  });

  test("is not enough for what reaches beyond it", async () => {
    const edge = edgeUnderTest(ranged(), rfc);
    await ask(edge, "2-4");
    expect(await ask(edge, "4-5")).toMatchObject({ decision: "partial", status: 206, body: "45" });
    expect(await ask(edge, "2-5")).toMatchObject({ decision: "hit", body: "2345" });
    expect(await ask(edge, "0-0,9-9")).toMatchObject({ decision: "partial", status: 200, body: whole });
    expect(sent(edge)).toEqual(["bytes=2-4", "bytes=4-5", "bytes=0-0,9-9"]);
  });

  test("and another make the whole page", async () => {
    const edge = edgeUnderTest(ranged(), rfc);
    await ask(edge, "5-");
    await ask(edge, "0-6");
    expect(await ask(edge, null)).toMatchObject({
      decision: "hit",
      status: 200,
      length: "10",
      range: null,
      body: whole,
    });
  });

  test("is completed by what is missing, if nothing has changed", async () => {
    const edge = edgeUnderTest(ranged(), rfc);
    await ask(edge, "0-3");
    const completed = await ask(edge, null);
    expect(completed).toMatchObject({
      decision: "partial",
      status: 200,
      length: "10",
      range: null,
      body: whole,
    });
    expect(completed.headers.get("cache-status")).toContain("fwd=partial; fwd-status=206; stored");
    expect(edge.origin.asked[1]?.header("range")).toBe("bytes=4-");
    expect(edge.origin.asked[1]?.header("if-range")).toBe('"v1"');
    expect(await ask(edge, null)).toMatchObject({ decision: "hit", body: whole });
  });

  test("is replaced by the whole page, if something has", async () => {
    const version = { etag: '"v1"' };
    const edge = edgeUnderTest(ranged({}, version), rfc);
    await ask(edge, "0-3");
    version.etag = '"v2"';
    const completed = await ask(edge, null);
    expect(completed.headers.get("cache-status")).toContain("fwd=partial; fwd-status=200; stored");
    expect([completed.body, completed.headers.get("etag")]).toEqual([whole, '"v2"']);
  });

  test("is not put together with one of another version, which takes its place", async () => {
    const version = { etag: '"v1"' };
    const edge = edgeUnderTest(ranged({}, version), rfc);
    await ask(edge, "0-3");
    version.etag = '"v2"';
    await ask(edge, "4-9");
    expect((await ask(edge, "4-5")).decision).toBe("hit");
    expect((await ask(edge, "0-1")).decision).toBe("partial");
  });

  test("that nothing vouches for is used by itself, and the whole is asked for without it", async () => {
    const edge = edgeUnderTest(ranged({}, { etag: "" }), rfc);
    await ask(edge, "0-3");
    expect((await ask(edge, "1-2")).decision).toBe("hit");
    expect(await ask(edge, null)).toMatchObject({ decision: "partial", status: 200, body: whole });
    expect(sent(edge)).toEqual(["bytes=0-3", null]);
  });

  test("that is stale is asked for anew", async () => {
    const edge = edgeUnderTest(ranged(), rfc);
    await ask(edge, "0-3");
    edge.pass(60);
    expect(await ask(edge, "0-3")).toMatchObject({ decision: "stale", status: 206, body: "0123" });
    expect((await ask(edge, "0-3")).decision).toBe("hit");
  });

  test("brings its own fields, and they replace those that are stored", async () => {
    const more: Record<string, string> = { "x-told": "first" };
    const edge = edgeUnderTest(ranged(more), rfc);
    await ask(edge, "0-3");
    more["x-told"] = "second";
    await ask(edge, "4-9");
    expect((await ask(edge, "0-1")).headers.get("x-told")).toBe("second");
  });
});

describe("what is not stored as a part", () => {
  const faulty: [what: string, answer: Answer][] = [
    [
      "a 206 without Content-Range",
      { status: 206, headers: { "cache-control": "max-age=60" }, body: "0123" },
    ],
    ["one of unknown length", part("bytes 0-3/*", "0123")],
    ["one whose bytes are fewer than it says", part("bytes 0-3/10", "012")],
    ["one whose bytes are more than it says", part("bytes 0-3/10", "01234")],
    ["one that is private", part("bytes 0-3/10", "0123", { "cache-control": "private, max-age=60" })],
    ["one that sets a cookie", part("bytes 0-3/10", "0123", { "set-cookie": "a=b" })],
    [
      "a 416",
      { status: 416, headers: { "cache-control": "max-age=60", "content-range": "bytes */10" }, body: "" },
    ],
    ["several ranges", part("", "--x--", { "content-type": "multipart/byteranges; boundary=x" })],
  ];

  function part(range: string, body: string, more: Record<string, string> = {}): Answer {
    return { status: 206, headers: { "cache-control": "max-age=60", "content-range": range, ...more }, body };
  }

  test.each(faulty)("%s: it is passed on as it is", async (_what, answer) => {
    const edge = edgeUnderTest(() => answer, rfc);
    for (let time = 0; time < 2; time += 1) {
      const { status, body } = await ask(edge, "0-3");
      expect([status, body]).toEqual([answer.status, answer.body]);
    }
    expect(edge.origin.asked).toHaveLength(2);
  });

  test("a 206 that was not asked for", async () => {
    const edge = edgeUnderTest(() => part("bytes 0-9/10", whole), rfc);
    await ask(edge, null);
    expect((await ask(edge, null)).decision).not.toBe("hit");
  });

  test("anything, with the account rules: the whole page is asked for", async () => {
    const edge = edgeUnderTest(ranged());
    await ask(edge, "0-3");
    expect(await ask(edge, "4-5")).toMatchObject({ decision: "hit", status: 206, body: "45" });
    expect(sent(edge)).toEqual([null]);
  });
});

test("whatever ranges are asked for, everybody gets the right bytes", async () => {
  const position = fc.nat(11);
  const range = fc.oneof(
    fc.tuple(position, position).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    position.map((first) => `${first}-`),
    position.map((last) => `-${last + 1}`),
    fc.constant(null),
  );
  const property = fc.asyncProperty(
    fc.array(range, { maxLength: 12 }),
    fc.boolean(),
    async (ranges, tagged) => {
      const edge = edgeUnderTest(ranged({}, { etag: tagged ? '"v1"' : "" }), rfc);
      for (const asked of ranges) {
        const { status, range: given, body } = await ask(edge, asked);
        const [, first, last] = /^bytes ([0-9]+)-([0-9]+)\/10$/.exec(given ?? "") ?? [];
        if (status === 206) expect(body).toBe(whole.slice(Number(first), Number(last) + 1));
        else expect([status, body]).toEqual(status === 416 ? [416, ""] : [200, whole]);
      }
    },
  );
  await fc.assert(property, { numRuns: 100 });
});
