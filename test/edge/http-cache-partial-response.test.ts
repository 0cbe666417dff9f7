/** Whether two responses are of the same bytes, and what the fields of both come to. */
import { describe, expect, test } from "vitest";
import type { Fields } from "../../src/edge/fields/fields.ts";
import {
  combinedFields,
  completeFields,
  isSameRepresentation,
} from "../../src/edge/http-cache/partial-response.ts";

const at = (time: string) => `Sun, 22 Nov 2026 ${time} GMT`;
const tag = (value: string): Fields => [["ETag", value]];
/** Last-Modified and Date. */
const dates = (modified: string, date = at("12:00:00")): Fields => [
  ["Last-Modified", modified],
  ["Date", date],
];

describe("two responses are of the same bytes", () => {
  test.each<[what: string, stored: Fields, received: Fields]>([
    ["with one strong tag", tag('"a"'), tag('"a"')],
    ["with one tag, whatever the dates", [...tag('"a"'), ...dates(at("10:00:00"))], tag('"a"')],
    ["with an empty tag, which is one", tag('""'), tag('""')],
    [
      "without tags, by a Last-Modified long ago",
      dates(at("10:00:00")),
      dates(at("10:00:00"), at("12:30:00")),
    ],
    ["by a Last-Modified a second before both dates", dates(at("11:59:59")), dates(at("11:59:59"))],
  ])("%s", (_what, stored, received) => {
    expect(isSameRepresentation(stored, received)).toBe(true);
    expect(isSameRepresentation(received, stored)).toBe(true);
  });
});

describe("nobody can say that two responses are of the same bytes", () => {
  const old = dates(at("10:00:00"));
  test.each<[what: string, stored: Fields, received: Fields]>([
    ["without validators", [], []],
    ["with other tags", tag('"a"'), tag('"b"')],
    ["with a tag in another case", tag('"a"'), tag('"A"')],
    ["with a weak tag", tag('W/"a"'), tag('W/"a"')],
    ["with a weak and a strong tag", tag('W/"a"'), tag('"a"')],
    ["with a tag and none", tag('"a"'), []],
    ["with a tag and none, though the dates agree", [...tag('"a"'), ...old], old],
    ["with weak tags, though the dates agree", [...tag('W/"a"'), ...old], [...tag('W/"a"'), ...old]],
    ["with tags that are none, though the dates agree", [...tag("a"), ...old], [...tag("a"), ...old]],
    ["with two tags", [...tag('"a"'), ...tag('"b"')], [...tag('"a"'), ...tag('"b"')]],
    ["with other dates of change", old, dates(at("10:00:01"))],
    ["with one date of change in two forms", old, dates("Sunday, 22-Nov-26 10:00:00 GMT")],
    ["changed within the second of one answer", dates(at("12:00:00")), dates(at("12:00:00"), at("12:30:00"))],
    ["changed after one answer", dates(at("12:10:00")), dates(at("12:10:00"), at("12:30:00"))],
    ["with a date of change that is none", dates("yesterday"), dates("yesterday")],
    ["without a Date", [["Last-Modified", at("10:00:00")]], [["Last-Modified", at("10:00:00")]]],
  ])("%s", (_what, stored, received) => {
    expect(isSameRepresentation(stored, received)).toBe(false);
    expect(isSameRepresentation(received, stored)).toBe(false);
  });
});

describe("the fields of a part, as on the whole", () => {
  test("have the length of the whole, and nothing that is of the part's bytes", () => {
    const received: Fields = [
      ["Content-Type", "text/plain"],
      ["content-length", "5"],
      ["CONTENT-RANGE", "bytes 5-9/10"],
      ["Content-Digest", "sha-256=:part:"],
      ["Content-MD5", "part"],
      ["Repr-Digest", "sha-256=:whole:"],
      ["Content-Encoding", "gzip"],
      ["ETag", '"a"'],
    ];
    expect(completeFields(received)).toEqual([
      ["Content-Type", "text/plain"],
      ["Repr-Digest", "sha-256=:whole:"],
      ["Content-Encoding", "gzip"],
      ["ETag", '"a"'],
      ["Content-Length", "10"],
    ]);
  });

  test("have no length where the part does not say that of the whole", () => {
    const received: Fields = [
      ["Content-Range", "bytes 0-4/*"],
      ["Content-Length", "5"],
    ];
    expect(completeFields(received)).toEqual([]);
  });

  test("stay as they are without a Content-Range", () => {
    const received: Fields = [
      ["Content-Length", "10"],
      ["Content-Digest", "sha-256=:whole:"],
    ];
    expect(completeFields(received)).toEqual(received);
  });
});

describe("the fields of two parts together", () => {
  const stored: Fields = [
    ["Date", at("12:00:00")],
    ["Age", "30"],
    ["Content-Type", "text/plain"],
    ["Content-Encoding", "gzip"],
    ["Cache-Control", "max-age=60"],
    ["X-Two", "1"],
    ["X-Two", "2"],
    ["ETag", '"a"'],
    ["Content-Range", "bytes 0-4/10"],
    ["Content-Length", "5"],
  ];
  const received: Fields = [
    ["date", at("12:30:00")],
    ["cache-control", "max-age=120"],
    ["X-Two", "3"],
    ["X-New", "4"],
    ["ETag", '"a"'],
    ["Content-Range", "bytes 5-8/10"],
    ["Content-Length", "4"],
    ["Content-Digest", "sha-256=:part:"],
  ];
  const expected: Fields = [
    ["Content-Type", "text/plain"],
    ["Content-Encoding", "gzip"],
    ["ETag", '"a"'],
    ["date", at("12:30:00")],
    ["cache-control", "max-age=120"],
    ["X-Two", "3"],
    ["X-New", "4"],
    ["Content-Length", "10"],
  ];

  test("are the new ones, the old ones that did not come again, and the length of the whole", () => {
    expect(combinedFields(stored, received)).toEqual(expected);
  });

  test("are the same, whether the stored ones were made complete before or not", () => {
    expect(combinedFields(completeFields(stored), received)).toEqual(expected);
  });

  test("have the length that the part knows, where a response that broke off had told none", () => {
    expect(combinedFields([["ETag", '"a"']], received)).toContainEqual(["Content-Length", "10"]);
  });

  test("keep the digest of the whole that came with a response that broke off", () => {
    const whole: Fields = [
      ["Content-Length", "10"],
      ["Content-Digest", "sha-256=:whole:"],
    ];
    expect(combinedFields(whole, received)).toContainEqual(["Content-Digest", "sha-256=:whole:"]);
  });
});
