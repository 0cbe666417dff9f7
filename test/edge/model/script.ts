/** Random steps of a play: who asks what, what the origin says, how time goes by. */
import fc from "fast-check";

/** A field value, or several lines of it; null: the field is absent. */
export type Value = string | readonly string[] | null;

export type Generated<T> = T extends fc.Arbitrary<infer Made> ? Made : never;

/** Mostly the plain value, which others shrink to; sometimes one of the others. */
function mostly<const T>(weight: number, plain: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { withCrossShrink: true },
    { weight, arbitrary: fc.constant(plain) },
    { weight: others.length, arbitrary: fc.constantFrom(...others) },
  );
}

const tags = ['"a"', 'W/"a"', '"b"'] as const;
const longAgo = "Wed, 31 Dec 2025 12:00:00 GMT";
const dayBefore = "Tue, 30 Dec 2025 12:00:00 GMT";

/** Range, and mostly If-Range with it. */
const ranged = fc.record({
  range: fc.constantFrom<(string | null)[]>(
    ...["bytes=0-3", "bytes=-4", "bytes=5-", "bytes=0-1,4-5", "bytes=900-", "bytes=3-1", "lines=1-2"],
  ),
  "if-range": mostly<string | null>(2, null, '"a"', 'W/"a"', 'W/"a"', longAgo, dayBefore),
});
const unranged = fc.constant<Generated<typeof ranged>>({ range: null, "if-range": null });

export const asking = fc.record({
  method: mostly(14, "GET", "HEAD", "HEAD", "POST", "DELETE", "OPTIONS"),
  path: mostly(5, "/a", "/b"),
  fields: fc.record({
    "accept-language": mostly<string | null>(9, null, "en", "en", "de", "en,de;q=0.5", "de;q=0.5, en"),
    "x-a": mostly<string | null>(8, null, "1", "2", ""),
    "cache-control": mostly<string | null>(
      24,
      null,
      ...["no-cache", "no-store", "max-age=0", "max-age=10", "min-fresh=20", "max-stale", "max-stale=20"],
      ...["only-if-cached", "max-age=10, max-stale=100", "max-age=x", "MAX-AGE=5"],
    ),
    pragma: mostly<string | null>(20, null, "no-cache"),
    authorization: mostly<string | null>(12, null, "Basic YTpi"),
    "if-none-match": mostly<string | null>(16, null, ...tags, '"a", "b"', "*", '"c"'),
    "if-modified-since": mostly<string | null>(16, null, longAgo, dayBefore, "yesterday"),
  }),
  parts: fc.oneof(
    { withCrossShrink: true },
    { weight: 3, arbitrary: unranged },
    { weight: 1, arbitrary: ranged },
  ),
});

const plainControl = [
  "max-age=60",
  "max-age=60",
  "public, max-age=60",
  "s-maxage=60, max-age=5",
  "max-age=60, s-maxage=5",
];
const staleControl = [
  "max-age=10, stale-while-revalidate=30",
  "max-age=10, stale-while-revalidate=30, must-revalidate",
  "max-age=10, stale-if-error=30",
  "s-maxage=10, stale-while-revalidate=30",
  "max-age=10, must-revalidate",
  "max-age=10, proxy-revalidate",
];
const strictControl = [
  "no-store",
  "private",
  "private, max-age=60",
  "no-cache",
  "max-age=0",
  "no-cache, max-age=60",
  "MAX-AGE=60, No-Store",
];
const oddControl = [
  ...[
    'private="x-secret", max-age=60',
    'no-cache="x-secret", max-age=60',
    "must-understand, no-store, max-age=60",
  ],
  ...[
    'max-age="60"',
    "max-age=1.5",
    "max-age=-1",
    "max-age",
    "max-age=x, s-maxage=60",
    "max-age=99999999999999999999",
  ],
  ...[
    "max-age=10, max-age=60",
    "max-age=60, max-age=0",
    "public",
    'x="a, no-store", max-age=60',
    "max-age = 60",
    ",,",
  ],
];
const severalControl: Value[] = [
  null,
  null,
  null,
  null,
  ["max-age=60", "no-store"],
  ["public", "max-age=60"],
];

export const saying = fc.record({
  /** No response at all. */
  fails: mostly(14, false, true),
  status: mostly(24, 200, 200, 203, 204, 206, 299, 301, 302, 404, 410, 416, 500, 503),
  fields: fc.record({
    "cache-control": fc.oneof(
      { withCrossShrink: true },
      { weight: 4, arbitrary: fc.constantFrom<Value>(...plainControl) },
      { weight: 3, arbitrary: fc.constantFrom<Value>(...staleControl) },
      { weight: 2, arbitrary: fc.constantFrom<Value>(...strictControl) },
      { weight: 2, arbitrary: fc.constantFrom<Value>(...oddControl, ...severalControl) },
    ),
    "cdn-cache-control": mostly<Value>(
      20,
      null,
      ...[
        "max-age=60",
        "no-store",
        "private",
        "",
        "max-age=60;;",
        "MAX-AGE=60",
        "max-age=5, must-revalidate",
      ],
      "max-age=x",
    ),
    etag: mostly<Value>(4, null, ...tags, ...tags),
    "last-modified": mostly<Value>(6, null, longAgo, dayBefore, "yesterday"),
    vary: mostly<Value>(
      8,
      null,
      ...["accept-language", "X-A", "*", "X-A, Accept-Language"],
      ...[
        ["X-A", "Accept-Language"],
        ["x-b", "accept-language"],
        ["x-a", "*"],
      ],
    ),
    age: mostly<Value>(16, null, "0", "5", "55", "1000", "-1", "x", "5, 99", "99999999999"),
    "set-cookie": mostly<Value>(16, null, "a=b"),
    connection: mostly<Value>(16, null, "x-hop", "close"),
  }),
  /** Seconds from the origin's clock to ours; null: no Date. */
  skew: mostly<number | null>(12, 0, null, -5, -50, 30, 100_000),
  /** Seconds from Date to Expires; a text as it is; null: absent. */
  expires: mostly<number | readonly string[] | null>(6, null, 60, 0, -60, ["0"], ["never", "0"]),
  body: mostly(14, "whole", "slow", "slow", "breaks", "slow, then breaks", "lies"),
  /** To a conditional request: 304. */
  agrees: fc.boolean(),
  /** Whether a 304 names the validator it was asked about, none, or another. */
  // AVOIDED: "another", since the cache takes any 304 for its own, whatever ETag it names (§4.3.4).
  names: mostly<"asked" | "none" | "another">(8, "asked", "none", "another"),
  /** To a range request: 206. */
  parts: fc.boolean(),
});

const step = fc.oneof(
  {
    weight: 8,
    // `wait`: the origin answers until this visitor has an answer; else the request stays in flight.
    arbitrary: fc.record({ type: fc.constant("ask"), asking, saying, wait: mostly(3, true, false) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("land"), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant("end") }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant("pass"),
      seconds: fc.constantFrom(0, 1, 5, 9, 11, 11, 20, 30, 61, 200, 1e8),
    }),
  },
);

export const script = fc.array(step, { minLength: 2, maxLength: 14 });
export type Asking = Generated<typeof asking>;
export type Saying = Generated<typeof saying>;
export type Step = Generated<typeof step>;
