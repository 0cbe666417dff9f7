/** Plays that the property once stopped at, shrunk, each with what is right. */
import { expect, test } from "vitest";
import { decision, edgeUnderTest, settled } from "../../support/edge-under-test.ts";
import type { Answer, Asked } from "../../support/memory-origin.ts";

const rfc = { profile: "rfc9111" } as const;
const public60 = { "cache-control": "max-age=60" };

/** An edge whose origin sends half of its first body; the rest comes with `end`. Later answers are `then`. */
function slowAtFirst(then: (asked: Asked) => Answer) {
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const writer = body.writable.getWriter();
  const write = (text: string) => writer.write(new TextEncoder().encode(text));
  const edge = edgeUnderTest(
    (asked, nth) => (nth === 1 ? { headers: public60, body: body.readable } : then(asked)),
    rfc,
  );
  return {
    edge,
    begin: async () => {
      const first = await edge.get("/");
      void write("first ");
      return first;
    },
    end: async () => {
      await write("body");
      await writer.close();
    },
  };
}

test("who joins a response whose body is still coming is told how old it is (RFC 9111 §4.2.3)", async () => {
  const { edge, begin, end } = slowAtFirst(() => ({ body: "second" }));
  const first = await begin();
  edge.pass(11);
  const joined = await edge.get("/");
  expect([decision(joined), joined.headers.get("age")]).toEqual(["uri-miss", "11"]);
  const texts = [first.text(), joined.text()];
  await end();
  expect(await Promise.all(texts)).toEqual(["first body", "first body"]);
});

test.each([
  ["no-cache", { "cache-control": "no-cache" }],
  ["Pragma: no-cache", { pragma: "no-cache" }],
  ["a max-age that the response has passed", { "cache-control": "max-age=5" }],
  ["a min-fresh that it has not left", { "cache-control": "min-fresh=50" }],
])("who wants %s does not join a response that came before (RFC 9111 §5.2.1)", async (_what, wish) => {
  const { edge, begin, end } = slowAtFirst(() => ({ headers: public60, body: "second" }));
  const first = await begin();
  edge.pass(11);
  expect(await (await edge.get("/", wish)).text()).toBe("second");
  const text = first.text();
  await end();
  expect(await text).toBe("first body");
});

test("what an unsafe request changes while its body is coming is given to nobody after (RFC 9111 §4.4)", async () => {
  const { edge, begin, end } = slowAtFirst(() => ({ headers: public60, body: "after" }));
  const first = settled(await begin());
  await edge.fetch(new Request("https://www.gov.uk/", { method: "DELETE" }));
  expect(await (await edge.get("/")).text()).toBe("after");
  await end();
  await first;
  expect(await (await edge.get("/")).text()).toBe("after");
});

test("a status that is not cacheable by itself is not stored for a no-cache alone (RFC 9111 §3)", async () => {
  const edge = edgeUnderTest(
    () => ({ status: 503, headers: { "cache-control": "no-cache", etag: '"a"' }, body: "busy" }),
    rfc,
  );
  await settled(await edge.get("/"));
  await settled(await edge.get("/"));
  expect(edge.origin.asked.map((asked) => asked.header("if-none-match"))).toEqual([null, null]);
});

test("a stored part answers no HEAD (RFC 9111 §3.3)", async () => {
  const part = { ...public60, etag: '"a"', "content-range": "bytes 0-3/20" };
  const edge = edgeUnderTest(
    ({ method }) =>
      method === "HEAD" ? { headers: public60, body: null } : { status: 206, headers: part, body: "part" },
    rfc,
  );
  await settled(await edge.get("/", { range: "bytes=0-3" }));
  const head = await edge.fetch(new Request("https://www.gov.uk/", { method: "HEAD" }));
  expect([head.status, edge.origin.asked.length]).toEqual([200, 2]);
});

test("a 304 with another strong ETag than the stored one does not make it fresh (RFC 9111 §4.3.4)", async () => {
  const edge = edgeUnderTest((asked, nth) => {
    const validates = asked.header("if-none-match") !== null;
    const headers = { ...public60, etag: validates ? '"z"' : '"a"' };
    return validates ? { status: 304, headers, body: null } : { headers, body: `body ${nth}` };
  }, rfc);
  await settled(await edge.get("/"));
  edge.pass(61);
  expect(await (await settled(await edge.get("/"))).text()).not.toBe("body 1");
});

test("a stale response with a Date in the future hides no fresh one (RFC 9111 §4)", async () => {
  const future = { ...public60, date: "Fri, 02 Jan 2026 00:00:00 GMT" };
  const varying = { ...public60, vary: "accept-language", date: "Thu, 01 Jan 2026 00:01:40 GMT" };
  const edge = edgeUnderTest(
    (_asked, nth) => ({ headers: nth === 1 ? future : varying, body: `${nth}` }),
    rfc,
  );
  await settled(await edge.get("/"));
  edge.pass(100);
  await settled(await edge.get("/"));
  const third = await edge.get("/");
  expect([decision(third), await third.text()]).toEqual(["hit", "2"]);
});

test("a 304 that names an ETag does not renew a response without one (RFC 9111 §4.3.4)", async () => {
  const page = { ...public60, "last-modified": "Wed, 31 Dec 2025 12:00:00 GMT" };
  const edge = edgeUnderTest(
    (asked, nth) =>
      asked.header("if-modified-since") === null
        ? { headers: page, body: `body ${nth}` }
        : { status: 304, headers: { ...public60, etag: '"z"' }, body: null },
    rfc,
  );
  await settled(await edge.get("/"));
  edge.pass(61);
  expect(await (await edge.get("/")).text()).not.toBe("body 1");
});
