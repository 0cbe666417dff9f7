/** What is stored compressed can still be validated: the app knows its tag only as it gave it. */
import { expect, test } from "vitest";
import { decision, edgeUnderTest, settled } from "../../support/edge-under-test.ts";
import type { Answer, Asked } from "../../support/memory-origin.ts";

const html = { "content-type": "text/html", "cache-control": "max-age=10" };

const app = (asked: Asked): Answer =>
  asked.header("if-none-match")?.includes('"v1"')
    ? { status: 304, headers: { ...html, etag: '"v1"' }, body: null }
    : { headers: { ...html, etag: '"v1"' }, body: "<p>page</p>" };

test("a page that is stored compressed is renewed by the app's 304", async () => {
  const edge = edgeUnderTest(app, { profile: "www" });
  // Not every runtime has brotli.
  const accepts = { "accept-encoding": "gzip" };
  const first = await settled(await edge.get("/", accepts));
  edge.pass(11);
  const renewed = await settled(await edge.get("/", accepts));
  expect(edge.origin.asked.map((asked) => asked.header("if-none-match"))).toEqual([null, 'W/"v1"']);
  expect(renewed.headers.get("etag")).toBe(first.headers.get("etag"));
  expect(decision(await settled(await edge.get("/", accepts)))).toBe("hit");
});

test("beside a copy in no coding it is renewed too, and each keeps its own tag and body", async () => {
  const edge = edgeUnderTest(app, { profile: "www" });
  const gzip = { "accept-encoding": "gzip" };
  const before = [await settled(await edge.get("/", gzip)), await settled(await edge.get("/"))];
  edge.pass(11);
  await settled(await edge.get("/", gzip));
  await settled(await edge.get("/"));
  const after = [await settled(await edge.get("/", gzip)), await settled(await edge.get("/"))];
  expect(edge.origin.asked.map((asked) => asked.header("if-none-match")).slice(2)).not.toContain(null);
  const tagAndCoding = (response: Response) =>
    ["etag", "content-encoding"].map((name) => response.headers.get(name));
  expect(after.map(tagAndCoding)).toEqual([
    ['W/"v1"', "gzip"],
    ['"v1"', null],
  ]);
  expect(after.map(tagAndCoding)).toEqual(before.map(tagAndCoding));
  expect(after.map(decision)).toEqual(["hit", "hit"]);
});
