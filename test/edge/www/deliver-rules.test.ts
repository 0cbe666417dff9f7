import { expect, test } from "vitest";
import { type Fields, fieldValue } from "../../../src/edge/fields/fields.ts";
import {
  deliveredFields,
  deliverRulesSchema,
  withServerTiming,
} from "../../../src/edge/www/deliver-rules.ts";
import type { FastlyState } from "../../../src/edge/www/fastly-fields.ts";

const rules = deliverRulesSchema.parse({});

test("what is for the CDN alone ends here, and https is asked for in our words", () => {
  const fields: Fields = [
    ["Surrogate-Control", "max-age=60"],
    ["Surrogate-Key", "a b"],
    ["strict-transport-security", "max-age=1"],
    ["X", "y"],
  ];
  expect(deliveredFields(fields, rules)).toEqual([
    ["X", "y"],
    ["Strict-Transport-Security", "max-age=31536000; preload"],
  ]);
});

test("https may be asked for otherwise, or left to the app", () => {
  const fields: Fields = [["Strict-Transport-Security", "max-age=1"]];
  const own = deliverRulesSchema.parse({ strictTransportSecurity: "max-age=5; includeSubDomains" });
  const none = deliverRulesSchema.parse({ strictTransportSecurity: null });
  expect(deliveredFields(fields, own)).toEqual([
    ["Strict-Transport-Security", "max-age=5; includeSubDomains"],
  ]);
  expect(deliveredFields(fields, none)).toEqual(fields);
  expect(deliverRulesSchema.safeParse({ strictTransportSecurity: "preload" }).success).toBe(false);
});

const states: [state: FastlyState, timing: string | null][] = [
  ["HIT", "cacheHit"],
  ["HIT-STALE", "cacheHit"],
  ["HIT-SYNTH", "cacheHit"],
  ["MISS", "cacheMiss"],
  ["PASS", null],
  ["ERROR", null],
];

test.each(states)("a %s is told in Server-Timing as %s", (state, timing) => {
  expect(fieldValue(withServerTiming([], state), "server-timing")).toBe(timing);
});

test("what the app says in Server-Timing stays, and the cache's word stands once", () => {
  const fields: Fields = [
    ["Server-Timing", 'cachehit;desc="a, b", db;dur=53'],
    ["Server-Timing", "cacheHits"],
  ];
  expect(withServerTiming(fields, "HIT")).toEqual([["Server-Timing", "db;dur=53, cacheHits, cacheHit"]]);
  expect(withServerTiming(fields, "PASS")).toEqual(fields);
});
