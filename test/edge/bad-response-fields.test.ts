/** Fields of responses that are not what they should be: what a second client gets is right all the same. */
import { describe, expect, test } from "vitest";
import { decision, type EdgeUnderTest, edgeUnderTest, settled } from "../support/edge-under-test.ts";

type Headers = Record<string, string | readonly string[]>;

const fresh = { "cache-control": "max-age=60" };

/** An edge for whose origin /ill has these headers, and each answer another body; /well is well. */
function edgeBefore(headers: Headers): EdgeUnderTest {
  return edgeUnderTest(
    ({ url }, nth) =>
      url.pathname === "/ill" ? { headers, body: `answer ${nth}` } : { headers: fresh, body: "well" },
    { profile: "rfc9111" },
  );
}

async function ask(edge: EdgeUnderTest): Promise<{ decision: string; body: string }> {
  const response = await settled(await edge.get("/ill"));
  expect(response.status).toBe(200);
  return { decision: decision(response), body: await response.text() };
}

async function expectWell(edge: EdgeUnderTest): Promise<void> {
  await settled(await edge.get("/well"));
  const response = await edge.get("/well");
  expect([response.status, decision(response), await response.text()]).toEqual([200, "hit", "well"]);
  expect(edge.events.filter(({ type }) => type === "internal-error")).toEqual([]);
}

const inAMinute = "Thu, 01 Jan 2026 00:01:00 GMT";
const aYear = 31_536_000;
const digits = "9".repeat(40);

const unused: [field: string, headers: Headers][] = [
  ...["-1", "1.5", "+60", "6 0", "60s", "0x60", "1e9", "'60'", "", "soon", "60;x", "60; no-store", "NaN"].map(
    (value): [string, Headers] => ["max-age", { "cache-control": `max-age=${value}` }],
  ),
  ["max-age without a value", { "cache-control": "max-age, public" }],
  ["two max-age, one of them no number", { "cache-control": "max-age=60, max-age=soon" }],
  ["two lines of max-age, one of them no number", { "cache-control": ["max-age=60", "max-age="] }],
  ["s-maxage that is no number, before a max-age", { "cache-control": "max-age=60, s-maxage=soon" }],
  ...[
    "no-store=1",
    'no-store="x"',
    "NO-STORE",
    "no-store=",
    ",,no-store,,",
    '"," , no-store',
    "=, no-store",
  ].map((value): [string, Headers] => ["no-store", { "cache-control": `max-age=60, ${value}` }]),
  ...["private=", 'private="', 'private="x', "Private=x, y"].map((value): [string, Headers] => [
    "private",
    { "cache-control": `max-age=60, ${value}` },
  ]),
  ...[
    ...["0", "-1", "", "never", "60", "2026-01-01T00:01:00Z", "Thu, 01 Jan 2026 00:01:00", "Jan 1 2026"],
    ...["Thu, 01 Jan 2026 00:01:00 UTC", "Thu, 01 Jan 2026 00:01:00 +0000", "Thu, 01 Foo 2026 00:01:00 GMT"],
    ...["Thu, 32 Jan 2026 00:01:00 GMT", "Thu, 01 Jan 2026 25:01:00 GMT", "Thu, 01 Jan 2026 00:61:00 GMT"],
    ...["thu, 01 jan 2026 00:01:00 gmt", `${inAMinute} GMT`, `${inAMinute}, ${inAMinute}`, `"${inAMinute}"`],
    ...["Sat, 01 Jan 10000 00:00:00 GMT", "Mon, 01 Jan 1601 00:00:00 GMT", "Thu, 01 Jan -2026 00:00:00 GMT"],
    ...["Wed, 31 Dec 2025 23:59:60 GMT", `Thu, 01 Jan ${digits} 00:00:00 GMT`],
  ].map((value): [string, Headers] => ["Expires", { expires: value }]),
  [
    "Expires, where a lifetime could be guessed",
    { expires: "0", "last-modified": "Wed, 01 Jan 2025 00:00:00 GMT" },
  ],
  ["two Expires", { expires: [inAMinute, inAMinute] }],
  ["Expires before Date, both in the far future", farFuture("Thu, 30 Dec 9999 00:00:00 GMT")],
  ["Date of the year 1601", { ...fresh, date: "Mon, 01 Jan 1601 00:00:00 GMT" }],
  ...[
    "-1",
    "1.5",
    "+1",
    "abc",
    "",
    "0x1",
    "0, 0",
    "1 2",
    '"1"',
    digits,
    "2147483648",
    "4294967296",
    "1e3",
  ].map((value): [string, Headers] => ["Age", { ...fresh, age: value }]),
  ["two lines of Age", { ...fresh, age: ["0", "0"] }],
  ...["foo bar", "X-A;q=1", '"X-A"', "X-A X-B", "(X-A)", "X-\u00c4", "X-A, *", "* ", "X-A:", "@"].map(
    (value): [string, Headers] => ["Vary", { ...fresh, vary: value }],
  ),
  ...["", "yesterday", "Thu, 01 Jan 2027 00:00:00 GMT", "Sat, 01 Jan 10000 00:00:00 GMT", "0", digits].map(
    (value): [string, Headers] => ["Last-Modified", { "last-modified": value }],
  ),
  ...["1", "100", "-8", "8, 9", "8.0", "+8", "0x8", "8 8", "eight", "", digits, "1e1", "NaN"].map(
    (value): [string, Headers] => ["Content-Length", { ...fresh, "content-length": value }],
  ),
  ...["max-age=60,", "max-age=60;;", 'private="', "max-age=60 private", "=60", "max-age==60", "\u00e9"].map(
    (value): [string, Headers] => ["CDN-Cache-Control", { "cdn-cache-control": value }],
  ),
];

function farFuture(expires: string): Headers {
  return { date: "Fri, 31 Dec 9999 23:59:59 GMT", expires };
}

describe("is used for nobody else", () => {
  test.each(
    unused.map(([field, headers]) => [field, JSON.stringify(headers).slice(0, 90), headers] as const),
  )("%s: %s", async (_field, _shown, headers) => {
    const edge = edgeBefore(headers);
    expect((await ask(edge)).body).toBe("answer 1");
    expect((await ask(edge)).body).toBe("answer 2");
    await expectWell(edge);
  });
});

const used: [what: string, headers: Headers, seconds: number][] = [
  ["a max-age of forty digits is a long time", { "cache-control": `max-age=${digits}` }, aYear],
  ["a max-age beyond 32 bits too", { "cache-control": "max-age=4294967297" }, aYear],
  ["a max-age with zeros in front", { "cache-control": "max-age=0000000060" }, 60],
  ["a max-age in quotes", { "cache-control": 'max-age="60"' }, 60],
  ["a Cache-Control of commas", { "cache-control": ",,, ,max-age=60,,," }, 60],
  ["an unknown directive with a comma in quotes", { "cache-control": 'x="no-store, y", max-age=60' }, 60],
  ["an Expires in the year 9999", { expires: "Fri, 31 Dec 9999 23:59:59 GMT" }, aYear],
  ["an Expires beyond 32 bits", { expires: "Tue, 19 Jan 2038 03:14:08 GMT" }, aYear],
  ["a Date that cannot be read", { ...fresh, date: "yesterday" }, 60],
  ["two Dates", { ...fresh, date: ["Thu, 01 Jan 2026 00:00:00 GMT", "Thu, 01 Jan 2026 00:00:00 GMT"] }, 60],
  ["a Date in the year 9999", { ...fresh, date: "Fri, 31 Dec 9999 23:59:59 GMT" }, 60],
  ["an Expires after a Date in the far future", farFuture("Fri, 31 Dec 9999 23:59:59 GMT"), 0],
  ["an ETag without quotes", { ...fresh, etag: "abc" }, 60],
  ["an ETag with an open quote", { ...fresh, etag: '"a' }, 60],
  ["two ETags", { ...fresh, etag: ['"a"', '"b"'] }, 60],
  ["a Last-Modified of the year 1601", { "last-modified": "Mon, 01 Jan 1601 00:00:00 GMT" }, 86_400],
  ["a Vary of commas", { ...fresh, vary: " , ,," }, 60],
  ["a Connection that is no list", { ...fresh, connection: '"close" ;; é, \u0001' }, 60],
  ["a Content-Range on a 200", { ...fresh, "content-range": "bytes 5-3/-1" }, 60],
  ["a Content-Type that is none", { ...fresh, "content-type": ";;=/" }, 60],
];

describe("is used as long as it may be", () => {
  test.each(used)("%s", async (_what, headers, seconds) => {
    const edge = edgeBefore(headers);
    await ask(edge);
    if (seconds > 0) {
      edge.pass(seconds - 1);
      expect(await ask(edge)).toEqual({ decision: "hit", body: "answer 1" });
      edge.pass(1);
    }
    if (seconds < aYear) expect((await ask(edge)).body).toBe("answer 2");
    await expectWell(edge);
  });
});

describe("a tag that is none matches nothing", () => {
  test.each(["abc", '"a', 'a"', '"a""b"', 'w/"a"', 'W/ "a"', '"a b"', '"a", "b"', ""])("%s", async (etag) => {
    const edge = edgeBefore({ ...fresh, etag });
    await ask(edge);
    const response = await edge.get("/ill", { "if-none-match": etag || '""' });
    expect([response.status, await response.text()]).toEqual([200, "answer 1"]);
    const ranged = await edge.get("/ill", { "if-range": etag || '""', range: "bytes=0-1" });
    expect([ranged.status, await ranged.text()]).toEqual([200, "answer 1"]);
  });
});

test("a body that is longer or shorter than its length is told of as a broken one", async () => {
  for (const length of ["7", "9"]) {
    const edge = edgeBefore({ ...fresh, "content-length": length });
    await settled(await edge.get("/ill"));
    expect(edge.events).toContainEqual(expect.objectContaining({ type: "origin-error", code: "broken-off" }));
    await expectWell(edge);
  }
});
