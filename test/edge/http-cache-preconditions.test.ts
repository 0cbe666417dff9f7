/** Conditional requests answered from a stored response, If-Range, and what a 304 carries. */
import { describe, expect, test } from "vitest";
import type { Fields } from "../../src/edge/fields/fields.ts";
import {
  applicableRange,
  type ConditionalRequest,
  type Decision,
  evaluatePreconditions,
  notModifiedFields,
} from "../../src/edge/http-cache/preconditions.ts";

const at = (time: string) => `Sun, 22 Nov 2026 ${time} GMT`;
const page: Fields = [
  ["Date", at("12:00:00")],
  ["ETag", '"v2"'],
  ["Last-Modified", at("10:00:00")],
];
const without = (...names: string[]): Fields => page.filter(([name]) => !names.includes(name));

function request(headers: Record<string, string>, method = "GET"): ConditionalRequest {
  return { method, get: (name) => headers[name] ?? null };
}

describe("a conditional request", () => {
  test.each<[what: string, headers: Record<string, string>, expected: Decision, fields?: Fields]>([
    ["without conditions", {}, "proceed"],
    ["If-None-Match with the stored tag", { "if-none-match": '"v2"' }, "not-modified"],
    ["If-None-Match compares weakly", { "if-none-match": 'W/"v2"' }, "not-modified"],
    ["a weak stored tag", { "if-none-match": '"v"' }, "not-modified", [["ETag", 'W/"v"']]],
    ["If-None-Match with another tag", { "if-none-match": '"v1"' }, "proceed"],
    ["If-None-Match with the tag last", { "if-none-match": '"v0", W/"v1", "v2"' }, "not-modified"],
    ["If-None-Match: *", { "if-none-match": "*" }, "not-modified"],
    ["If-None-Match: *, without a stored tag", { "if-none-match": "*" }, "not-modified", []],
    ["a tag where none is stored", { "if-none-match": '"v2"' }, "proceed", without("ETag")],
    ["an unquoted stored tag, which is none", { "if-none-match": '"v2"' }, "proceed", [["ETag", "v2"]]],
    ["two stored tags, which are none", { "if-none-match": '"v2"' }, "proceed", [...page, ["ETag", '"v2"']]],
    ["an unquoted tag", { "if-none-match": "v2" }, "proceed"],

    ["If-Modified-Since, equal", { "if-modified-since": at("10:00:00") }, "not-modified"],
    ["If-Modified-Since, later", { "if-modified-since": at("10:00:01") }, "not-modified"],
    ["If-Modified-Since, earlier", { "if-modified-since": at("09:59:59") }, "proceed"],
    ["the form of RFC 850", { "if-modified-since": "Sunday, 22-Nov-26 10:00:00 GMT" }, "not-modified"],
    ["the form of asctime", { "if-modified-since": "Sun Nov 22 10:00:00 2026" }, "not-modified"],
    ["an invalid date", { "if-modified-since": "2026-11-22T10:00:00Z" }, "proceed"],
    ["an empty date", { "if-modified-since": "" }, "proceed"],
    ["two dates", { "if-modified-since": `${at("10:00:00")}, ${at("10:00:00")}` }, "proceed"],
    [
      "no Last-Modified: Date, equal",
      { "if-modified-since": at("12:00:00") },
      "not-modified",
      without("Last-Modified"),
    ],
    [
      "no Last-Modified: Date, later",
      { "if-modified-since": at("11:59:59") },
      "proceed",
      without("Last-Modified"),
    ],
    ["neither date stored", { "if-modified-since": at("12:00:00") }, "proceed", []],
    [
      "an invalid Last-Modified is not replaced by Date",
      { "if-modified-since": at("12:00:00") },
      "proceed",
      [
        ["Date", at("12:00:00")],
        ["Last-Modified", "0"],
      ],
    ],
    [
      "two lines of Last-Modified",
      { "if-modified-since": at("12:00:00") },
      "proceed",
      [...page, ["Last-Modified", at("10:00:00")]],
    ],

    [
      "If-None-Match goes before a date that would say 304",
      { "if-none-match": '"v1"', "if-modified-since": at("12:00:00") },
      "proceed",
    ],
    [
      "If-None-Match goes before a date that would say 200",
      { "if-none-match": '"v2"', "if-modified-since": at("00:00:00") },
      "not-modified",
    ],
    [
      "If-None-Match goes before a date even as garbage",
      { "if-none-match": "?", "if-modified-since": at("12:00:00") },
      "proceed",
    ],
    [
      "If-None-Match goes before a date even when empty",
      { "if-none-match": "", "if-modified-since": at("12:00:00") },
      "proceed",
    ],
    ["a 304 goes before a range", { "if-none-match": '"v2"', range: "bytes=0-1" }, "not-modified"],

    ["If-Match is ignored", { "if-match": '"v2"' }, "proceed"],
    ["If-Match beside If-None-Match too", { "if-match": '"v1"', "if-none-match": '"v2"' }, "not-modified"],
    ["If-Unmodified-Since is ignored", { "if-unmodified-since": at("10:00:00") }, "proceed"],
    ["If-Unmodified-Since that is no date is ignored", { "if-unmodified-since": "yesterday" }, "proceed"],
  ])("%s", (_what, headers, expected, fields = page) => {
    expect(evaluatePreconditions(request(headers), { status: 200, fields })).toBe(expected);
  });

  test("are evaluated for HEAD as for GET", () => {
    const asked = request({ "if-none-match": '"v2"' }, "HEAD");
    expect(evaluatePreconditions(asked, { status: 200, fields: page })).toBe("not-modified");
  });

  test.each<[status: number, expected: Decision]>([
    [203, "not-modified"],
    [204, "not-modified"],
    [301, "proceed"],
    [404, "proceed"],
    [410, "proceed"],
    [501, "proceed"],
  ])("for a stored %d: %s", (status, expected) => {
    const asked = request({ "if-none-match": '"v2"' });
    expect(evaluatePreconditions(asked, { status, fields: page })).toBe(expected);
  });

  test("is ignored whole when what is stored is no success, If-Match too", () => {
    expect(evaluatePreconditions(request({ "if-match": "*" }), { status: 404, fields: page })).toBe(
      "proceed",
    );
  });
});

describe("a range applies", () => {
  const dated = (modified: string, date?: string): Fields => [
    ["Last-Modified", modified],
    ...(date === undefined ? [] : [["Date", date] as const]),
  ];
  const ten = at("10:00:00");

  test.each<[what: string, ifRange: string | null, expected: boolean, fields?: Fields]>([
    ["without If-Range", null, true],
    ["for the stored tag", '"v2"', true],
    ["not for another tag", '"v1"', false],
    ["not for a weak tag", 'W/"v2"', false],
    ["not for a stored weak tag", '"v"', false, [["ETag", 'W/"v"']]],
    ["not for two weak tags that are equal", 'W/"v"', false, [["ETag", 'W/"v"']]],
    ["not for a tag where none is stored", '"v2"', false, without("ETag")],
    ["not for a list of tags", '"v1", "v2"', false],
    ["not for *", "*", false],
    ["not for an unquoted tag", "v2", false],
    ["not for an empty value", "", false],
    ["for the stored date", ten, true],
    ["not for a later date", at("10:00:01"), false],
    ["not for an earlier date", at("09:59:59"), false],
    ["not for the same date in another form", "Sunday, 22-Nov-26 10:00:00 GMT", false],
    ["for a date a second before Date", ten, true, dated(ten, at("10:00:01"))],
    ["not for a date in the second of Date", ten, false, dated(ten, ten)],
    ["not for a date after Date", ten, false, dated(ten, at("09:00:00"))],
    ["not for a date without a stored Date", ten, false, dated(ten)],
    ["not for Date where no Last-Modified is stored", at("12:00:00"), false, without("Last-Modified")],
    ["not for a stored date that is none", "yesterday", false, dated("yesterday", ten)],
  ])("%s", (_what, ifRange, expected, fields = page) => {
    const asked = request({ range: "bytes=0-1", ...(ifRange === null ? {} : { "if-range": ifRange }) });
    expect(applicableRange(asked, { status: 200, fields })).toBe(expected ? "bytes=0-1" : null);
  });

  test.each([
    ["HEAD", 200],
    ["POST", 200],
    ["GET", 203],
    ["GET", 206],
    ["GET", 404],
  ])("not to %s with a stored %d", (method, status) => {
    expect(applicableRange(request({ range: "bytes=0-1" }, method), { status, fields: page })).toBeNull();
  });

  test("not where there is no Range, whatever If-Range says", () => {
    expect(applicableRange(request({ "if-range": '"v2"' }), { status: 200, fields: page })).toBeNull();
  });
});

describe("the fields of a 304", () => {
  const names = (fields: Fields) => fields.map(([name]) => name);
  const kept = [
    "Date",
    "etag",
    "Vary",
    "Cache-Control",
    "Expires",
    "Content-Location",
    "Content-Security-Policy",
  ];
  const metadata = ["Content-Type", "CONTENT-ENCODING", "content-language", "Content-Length", "Content-MD5"];
  const stored: Fields = [...kept, ...metadata, "Last-Modified", "Set-Cookie"].map((name) => [name, "x"]);

  test("are those that guide a cache, without the representation's metadata or cookies", () => {
    expect(names(notModifiedFields(stored))).toEqual(kept);
  });

  test("have Last-Modified where there is no ETag", () => {
    const untagged = notModifiedFields(stored.filter(([name]) => name !== "etag"));
    expect(names(untagged)).toEqual([...kept.filter((name) => name !== "etag"), "Last-Modified"]);
  });
});
