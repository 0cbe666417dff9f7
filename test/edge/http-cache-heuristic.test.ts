/** Heuristic freshness (RFC 9111 §4.2.2). */
import { describe, expect, test } from "vitest";
import { parseCacheControl } from "../../src/edge/fields/cache-control.ts";
import { formatDate } from "../../src/edge/fields/date.ts";
import type { Fields } from "../../src/edge/fields/fields.ts";
import { heuristicLifetime, isHeuristicallyCacheable } from "../../src/edge/http-cache/heuristic.ts";

const now = Date.UTC(2026, 0, 1);
const nothing = parseCacheControl(null);
const ago = (seconds: number) => formatDate(now - seconds * 1000);
const date: [string, string] = ["Date", ago(0)];

const lifetime = (fields: Fields, status = 200, cacheControl: string | null = null) =>
  heuristicLifetime({ status, fields }, parseCacheControl(cacheControl), now);

describe("the lifetime", () => {
  test.each([
    [0, 0],
    [5, 0],
    [60, 6],
    [3600, 360],
    [864_000, 86_400],
    [315_360_000, 86_400],
  ])("after %d seconds without a change is %d", (unchanged, expected) => {
    expect(lifetime([["Last-Modified", ago(unchanged)], date])).toBe(expected);
  });

  test("is as long as the limits say", () => {
    const response = { status: 200, fields: [["Last-Modified", ago(1000)], date] as const };
    expect(heuristicLifetime(response, nothing, now, { fraction: 0.5, maximum: 3600 })).toBe(500);
    expect(heuristicLifetime(response, nothing, now, { fraction: 0.5, maximum: 60 })).toBe(60);
  });

  test("counts to the time of the response when Date is missing or no date", () => {
    expect(lifetime([["Last-Modified", ago(600)]])).toBe(60);
    expect(
      lifetime([
        ["Last-Modified", ago(600)],
        ["Date", "yesterday"],
      ]),
    ).toBe(60);
  });

  test("does not grow with a Date in the future", () => {
    expect(
      lifetime([
        ["Last-Modified", ago(600)],
        ["Date", "Fri, 31 Dec 9999 23:59:59 GMT"],
      ]),
    ).toBe(60);
  });

  const unguessed: [what: string, fields: Fields][] = [
    ["there is no Last-Modified", [date]],
    ["Last-Modified is no date", [["Last-Modified", "0"], date]],
    ["Last-Modified is after Date", [["Last-Modified", ago(-60)], date]],
    ["Last-Modified stands twice", [["Last-Modified", ago(60)], ["Last-Modified", ago(600)], date]],
  ];

  test.each(unguessed)("is not guessed when %s", (_what, fields) => {
    expect(lifetime(fields)).toBeUndefined();
  });
});

describe("the status", () => {
  test.each([200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501])("%d allows a guess", (status) => {
    expect(lifetime([["Last-Modified", ago(600)], date], status)).toBe(60);
  });

  test.each([201, 202, 302, 307, 403, 500, 502, 503, 504, 599])(
    "%d allows a guess only when it is public",
    (status) => {
      const fields: Fields = [["Last-Modified", ago(600)], date];
      expect(lifetime(fields, status)).toBeUndefined();
      expect(lifetime(fields, status, "Public")).toBe(60);
      expect(isHeuristicallyCacheable(status, nothing)).toBe(false);
    },
  );
});
