/** Fields of requests that are not what they should be: the page, and never a part or a 304 by mistake. */
import { expect, test } from "vitest";
import { decision, edgeUnderTest, settled } from "../support/edge-under-test.ts";

const stored = {
  "cache-control": "max-age=60",
  etag: '"a"',
  "last-modified": "Wed, 31 Dec 2025 00:00:00 GMT",
  date: "Thu, 01 Jan 2026 00:00:00 GMT",
};

const digits = "9".repeat(40);

const malformed: [field: string, values: string[], more?: Record<string, string>][] = [
  [
    "range",
    [
      ...["", "bytes", "bytes=", "bytes=,", "bytes=a-b", "bytes=-", "bytes=--1", "bytes=1--1", "bytes=2-1"],
      ...[
        "bytes 0-1",
        "bytes:0-1",
        "bytes=0-1;q=1",
        "bytes=0.5-1",
        "bytes=+0-1",
        "bytes=0x0-1",
        "bytes=0-1 -2",
      ],
      ...[
        'bytes="0-1"',
        "bytes=0-1, x",
        "bytes=0-1, bytes=0-1",
        "lines=0-1",
        "bytes==0-1",
        "0-1",
        `bytes=${digits}-1`,
      ],
    ],
  ],
  [
    "if-range",
    ["", "*", "a", '"a', 'a"', '"a" ,', '"a", "a"', 'w/"a"', 'W/"a"', "0", digits],
    { range: "bytes=0-1" },
  ],
  [
    "if-none-match",
    ["", "a", '"a', 'a"', '""a""', "a, b", '"b" "a"', '"a"b', "* *", '"*"', "W/", 'W/W/"a"', "'a'"],
  ],
  [
    "if-modified-since",
    [
      ...["", "0", "-1", "yesterday", "2026-01-01", "Thu, 01 Jan 2026", "Thu, 32 Jan 2026 00:00:00 GMT"],
      ...["Thu, 01 Jan 2026 00:00:00 UTC", "Fri, 01 Jan 10000 00:00:00 GMT", "Thu, 01 Jan 1601 00:00:00 GMT"],
      ...[
        '"Thu, 01 Jan 2026 00:00:00 GMT"',
        "Thu, 01 Jan 2026 25:00:00 GMT",
        `Thu, 01 Jan ${digits} 00:00:00 GMT`,
      ],
    ],
  ],
  ["if-match", ["", "*", "a", '"b"', digits]],
  ["if-unmodified-since", ["", "0", "yesterday", "Mon, 01 Jan 1601 00:00:00 GMT"]],
  [
    "cache-control",
    [
      ...[
        "",
        ",",
        "=",
        "max-age",
        "max-agee=0",
        'no-cache"',
        '"no-cache"',
        "nocache",
        "no_cache",
        "max-stale=-1",
      ],
      ...[
        "min-fresh=",
        "only-if-cache",
        `max-age=${digits}`,
        'x="no-cache, max-age=0"',
        `max-stale=${digits}`,
      ],
    ],
  ],
  ["pragma", ["", "no cache", "nocache", "=", ","]],
  ["connection", ["", ",", '"', "é", "close,,,", "host", "range, if-none-match", "@", "x y"]],
  ["via", ["", ",", '"', "1.1", "1.1 ", " x", "1.1 govuk-edge", "HTTP/1.1 a (b, c)"]],
  ["accept", ["", ",", "text", "/", "text/html;q=2", "text/html;q=-1", 'text/html;a="', ";q=1", "*/*;q=0"]],
  ["accept-language", ["", "*;q=9", "en--gb", "en_GB", "é", "en;q=0.0001", "-"]],
  ["accept-encoding", ["", "gzip;q=", "gzip;;", "gzip q=1", "@", "identity;q=0, *;q=0"]],
  ["cookie", ["", "=", ";", "a", '"', "é=1"]],
  ["content-length", ["0"]],
];

const rows = malformed.flatMap(([field, values, more = {}]) =>
  values.map((value) => [field, value.slice(0, 60), { ...more, [field]: value }] as const),
);

/** What asks for a newer page than is stored, so that the origin may be asked. */
const asksAnew = new Set(["max-age"]);

test.each(rows)("%s: %s", async (_field, shown, headers) => {
  const edge = edgeUnderTest(() => ({ headers: stored, body: "page" }), { profile: "rfc9111" });
  await settled(await edge.get("/"));
  edge.pass(1);
  const response = await settled(await edge.get("/", headers));
  expect([response.status, await response.text()]).toEqual([200, "page"]);
  expect(decision(response)).toBe(asksAnew.has(shown) ? "request" : "hit");
  expect(decision(await edge.get("/"))).toBe("hit");
  expect(edge.events.filter(({ type }) => type !== "request")).toEqual([]);
});
