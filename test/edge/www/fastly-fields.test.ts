import { expect, test } from "vitest";
import { type Fields, fieldValue } from "../../../src/edge/fields/fields.ts";
import { type DebugReport, debugFields, wantsDebug } from "../../../src/edge/www/fastly-debug.ts";
import {
  type FastlyReport,
  type FastlyState,
  fastlyFields,
  servedBySchema,
  syntheticState,
  upstreamReport,
  withoutReport,
} from "../../../src/edge/www/fastly-fields.ts";

const silent = upstreamReport([]);
const report: FastlyReport = {
  servedBy: servedBySchema.parse(undefined),
  state: "HIT",
  hits: 3,
  start: 1_790_000_000_250,
  elapsed: 1.7,
  age: 12.9,
};

test("a hit is told in Fastly's form", () => {
  expect(fastlyFields(silent, report)).toEqual([
    ["X-Served-By", "cache-edge0001-GOV"],
    ["X-Cache", "HIT"],
    ["X-Cache-Hits", "3"],
    ["X-Timer", "S1790000000.250000,VS0,VE2"],
    ["Age", "12"],
  ]);
});

const states: [state: FastlyState, xCache: string][] = [
  ["HIT", "HIT"],
  ["HIT-STALE", "HIT"],
  ["HIT-SYNTH", "HIT"],
  ["MISS", "MISS"],
  ["PASS", "MISS"],
  ["ERROR", "MISS"],
];

test.each(states)("X-Cache calls a %s a %s", (state, xCache) => {
  expect(fieldValue(fastlyFields(silent, { ...report, state }), "x-cache")).toBe(xCache);
});

test.each([
  [301, "HIT-SYNTH"],
  [308, "HIT-SYNTH"],
  [403, "ERROR"],
  [501, "ERROR"],
])("an answer of our own with %i is a %s", (status, state) => {
  expect(syntheticState(status)).toBe(state);
});

test("what caches before this one said stands before our own words", () => {
  const fields: Fields = [
    ["x-served-by", "cache-a, cache-b"],
    ["X-Cache", "MISS"],
    ["X-Cache", "HIT"],
    ["X-Cache-Hits", "0, 7"],
    ["X-Timer", "S1.000000,VS0,VE9"],
    ["Fastly-Debug-Digest", "x"],
    ["Y", "z"],
  ];
  const lines = [...withoutReport(fields), ...fastlyFields(upstreamReport(fields), { ...report, age: 62 })];
  expect(lines).toEqual([
    ["Y", "z"],
    ["X-Served-By", "cache-a, cache-b, cache-edge0001-GOV"],
    ["X-Cache", "MISS, HIT, HIT"],
    ["X-Cache-Hits", "0, 7, 3"],
    ["X-Timer", "S1790000000.250000,VS0,VE2"],
    ["Age", "62"],
  ]);
});

test("an empty report of another cache leaves no comma", () => {
  expect(fieldValue(fastlyFields(upstreamReport([["X-Cache", ""]]), report), "x-cache")).toBe("HIT");
});

test("the age of what is not stored is left to whoever gave it", () => {
  expect(fieldValue(fastlyFields(silent, { ...report, age: null }), "age")).toBeNull();
});

test.each(["", "a, b", "a\r\nX: y"])("%j is no name for an edge", (name) => {
  expect(servedBySchema.safeParse(name).success).toBe(false);
});

const asking: [value: string | null, trusted: boolean, told: boolean][] = [
  ["1", true, true],
  [" 1 ", true, true],
  ["1", false, false],
  ["0", true, false],
  ["true", true, false],
  [null, true, false],
];

test.each(asking)("Fastly-Debug %j from a peer whose trust is %s: told is %s", (value, trusted, told) => {
  expect(wantsDebug(value, trusted)).toBe(told);
});

const debug: DebugReport = {
  servedBy: "cache-x",
  state: "HIT",
  deliveredAt: 1_790_000_009_999,
  fetchedAt: 1_790_000_000_001,
  stored: { ttl: 290.5, staleIfError: 86_400, age: 9.99 },
  key: "https://www.gov.uk/",
};

test("the debug fields tell the way, what is left, and a digest of the URL", async () => {
  expect(await debugFields(debug)).toEqual([
    ["Fastly-Debug-Path", "(D cache-x 1790000009) (F cache-x 1790000000)"],
    ["Fastly-Debug-TTL", "(H cache-x 290.500 86400.000 9)"],
    ["Fastly-Debug-Digest", "a604eb8a03efa82d7da0ba0e9d70e090f9b0c97ac259b60f33f84e56ab7abbba"],
  ]);
});

test("an answer of our own came from nowhere, and has nothing left", async () => {
  const fields = await debugFields({ ...debug, state: "ERROR", fetchedAt: null, stored: null });
  expect(fields.slice(0, 2)).toEqual([
    ["Fastly-Debug-Path", "(D cache-x 1790000009)"],
    ["Fastly-Debug-TTL", "(M cache-x - - -)"],
  ]);
});
