import { expect, test } from "vitest";
import { rateLimit, rateLimitSchema, tooManyRequests } from "../../../src/edge/www/rate-limit.ts";

const client = "192.0.2.1";

function limited(settings: Record<string, unknown> = {}) {
  const { take } = rateLimit(rateLimitSchema.parse(settings));
  /** How many of so many requests at one time are let through. */
  const allowed = (count: number, path: string, now: number, address = client) =>
    Array.from({ length: count }, () => take(address, path, now)).filter((wait) => wait === 0).length;
  return { take, allowed };
}

test("www.gov.uk lets 100 a second through over ten seconds, and 10 of the bank holidays", () => {
  expect(limited().allowed(1500, "/", 0)).toBe(1000);
  expect(limited().allowed(150, "/bank-holidays.json", 0)).toBe(100);
});

test("a client that keeps to the rate is never stopped", () => {
  const { take } = limited();
  const waits = Array.from({ length: 5000 }, (_, i) => take(client, "/bank-holidays.json", i * 100));
  expect(waits.filter((wait) => wait > 0)).toEqual([]);
});

test("one that is a little faster is stopped in the end", () => {
  const { take } = limited();
  const waits = Array.from({ length: 2000 }, (_, i) => take(client, "/bank-holidays.json", i * 90));
  expect(waits.findIndex((wait) => wait > 0)).toBeGreaterThan(900);
});

test("the penalty lasts a minute from the first refusal, however often it is asked", () => {
  const { take, allowed } = limited();
  allowed(1000, "/", 0);
  expect([0, 1, 30_000, 59_001, 59_999].map((now) => take(client, "/", now))).toEqual([60, 60, 30, 1, 1]);
  expect(take(client, "/", 60_000)).toBe(0);
  expect(allowed(2000, "/", 60_000)).toBe(999);
});

test("an empty bucket fills at the rate", () => {
  const { allowed } = limited({ limits: [{ perSecond: 2, windowSeconds: 5 }] });
  expect([allowed(10, "/", 0), allowed(2, "/", 1000), allowed(1, "/", 1499)]).toEqual([10, 2, 0]);
});

test("the limit of one path stops that path alone", () => {
  const { take, allowed } = limited();
  allowed(101, "/bank-holidays.json", 0);
  const paths = ["/bank-holidays.json", "/bank-holidays", "/bank-holidays.json/", "/"];
  expect(paths.map((path) => take(client, path, 1000))).toEqual([59, 0, 0, 0]);
});

test("what a path's limit refuses does not count as one of all", () => {
  const { allowed } = limited();
  allowed(5000, "/bank-holidays.json", 0);
  expect(allowed(2000, "/", 0)).toBe(900);
});

test("one client does not use up another's", () => {
  const { take, allowed } = limited();
  allowed(2000, "/", 0);
  expect([take(client, "/", 0), take("192.0.2.2", "/", 0)]).toEqual([60, 0]);
});

test.each([
  ["an IPv4 address however written", "192.0.2.1", "::ffff:192.0.2.1", true],
  ["the same by its groups", "192.0.2.1", "::FFFF:c000:201", true],
  ["an IPv6 network of 64 bits", "2001:db8::1", "2001:DB8:0:0:ffff:ffff:ffff:ffff", true],
  ["a link's own addresses", "fe80::1%eth0", "fe80::2", true],
  ["nobody's address", "unknown", "unknown", true],
  ["another network", "2001:db8::1", "2001:db8:0:1::1", false],
  ["IPv4 and the IPv6 network of the same number", "0.0.0.0", "::", false],
  ["an IPv4-mapped neighbour", "::ffff:192.0.2.1", "::ffff:192.0.2.2", false],
])("%s: %s and %s share a bucket: %s", (_what, one, other, share) => {
  const { take } = limited({ limits: [{ perSecond: 0.1 }] });
  expect([take(one, "/", 0), take(other, "/", 0) > 0]).toEqual([0, share]);
});

test("who is allowed has no limit", () => {
  const { allowed } = limited({ allowed: ["192.0.2.0/24"] });
  expect([allowed(5000, "/", 0), allowed(5000, "/", 0, "198.51.100.1")]).toEqual([5000, 1000]);
});

test("a clock that goes back fills no bucket, and makes no penalty longer than it is", () => {
  const { take, allowed } = limited();
  expect([allowed(900, "/", 500_000), allowed(50, "/", 460_000), allowed(200, "/", 100_000)]).toEqual([
    900, 50, 50,
  ]);
  expect([take(client, "/", 101_000), take(client, "/", 0), take(client, "/", 60_000)]).toEqual([59, 60, 0]);
});

test("no more buckets are kept than there may be: the least recently used is forgotten", () => {
  const { take } = limited({ limits: [{ perSecond: 0.1 }], mostBuckets: 2 });
  const addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.3", "192.0.2.1", "192.0.2.2"];
  expect(addresses.map((address) => take(address, "/", 0))).toEqual([0, 0, 60, 0, 60, 0]);
});

test("without limits all may pass", () => {
  expect(limited({ limits: [] }).allowed(5000, "/", 0)).toBe(5000);
});

test("who is over the limit is told when to come again", () => {
  expect(tooManyRequests(42)).toEqual({
    status: 429,
    fields: [
      ["Retry-After", "42"],
      ["Fastly-Backend-Name", "error"],
    ],
    page: "tooManyRequests",
  });
});
