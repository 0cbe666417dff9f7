/** The 206 and 416 that answer a range request from a complete stored response. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Fields, fieldValue } from "../../src/edge/fields/fields.ts";
import {
  multipleRanges,
  partialContent,
  singleRange,
  unsatisfiable,
} from "../../src/edge/http-cache/partial-content.ts";
import { parseRange } from "../../src/edge/http-cache/ranges.ts";

const stored: Fields = [
  ["Date", "Sun, 22 Nov 2026 12:00:00 GMT"],
  ["Content-Type", "text/html; charset=utf-8"],
  ["Cache-Control", "max-age=60"],
  ["CDN-Cache-Control", "max-age=600"],
  ["Surrogate-Control", "max-age=600"],
  ["Expires", "Sun, 22 Nov 2026 12:01:00 GMT"],
  ["Content-Location", "/page"],
  ["Content-Encoding", "gzip"],
  ["Content-Language", "en"],
  ["Content-Digest", "sha-256=:x:"],
  ["Repr-Digest", "sha-256=:x:"],
  ["ETag", '"v2"'],
  ["Last-Modified", "Sun, 22 Nov 2026 10:00:00 GMT"],
  ["Vary", "Accept-Encoding"],
  ["content-length", "11"],
  ["Strict-Transport-Security", "max-age=1"],
];
const bytes = (text: string) => new TextEncoder().encode(text);
const text = (body: Uint8Array) => new TextDecoder("latin1").decode(body);
const others = (fields: Fields, ...names: string[]) =>
  fields.filter(([name]) => !names.includes(name.toLowerCase()));
const body = bytes("hello world");

describe("a 206", () => {
  const changed = ["content-length", "content-range", "content-digest"];

  test("with one range has its bytes, their place and their length", () => {
    const { status, fields, body: part } = singleRange(stored, body, { first: 6, last: 10 });
    expect([status, text(part)]).toEqual([206, "world"]);
    expect(fieldValue(fields, "content-range")).toBe("bytes 6-10/11");
    expect(fieldValue(fields, "content-length")).toBe("5");
  });

  test("keeps the other fields, but for a digest of the whole content", () => {
    const { fields } = singleRange(stored, body, { first: 0, last: 0 });
    expect(others(fields, ...changed)).toEqual(others(stored, ...changed));
    expect(fieldValue(fields, "content-digest")).toBeNull();
  });

  test("with several ranges is framed as multipart/byteranges, to the byte", () => {
    const ranges = [
      { first: 6, last: 10 },
      { first: 0, last: 0 },
    ];
    const plain: Fields = [["Content-Type", "text/plain"]];
    const answer = multipleRanges(plain, body, ranges, "B-1");
    const expected =
      "--B-1\r\nContent-Type: text/plain\r\nContent-Range: bytes 6-10/11\r\n\r\nworld" +
      "\r\n--B-1\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-0/11\r\n\r\nh" +
      "\r\n--B-1--\r\n";
    expect(text(answer.body)).toBe(expected);
    expect(answer.status).toBe(206);
    expect(answer.fields).toEqual([
      ["Content-Type", "multipart/byteranges; boundary=B-1"],
      ["Content-Length", String(expected.length)],
    ]);
  });

  test("with several ranges keeps the other fields; type and coding go into the parts", () => {
    const answer = partialContent(
      stored,
      body,
      [
        { first: 0, last: 1 },
        { first: 4, last: 5 },
      ],
      "B",
    );
    const moved = [...changed, "content-type", "content-encoding"];
    expect(others(answer.fields, ...moved)).toEqual(others(stored, ...moved));
    expect(fieldValue(answer.fields, "content-range")).toBeNull();
    expect(fieldValue(answer.fields, "content-encoding")).toBeNull();
    expect(text(answer.body).match(/Content-Encoding: gzip\r\n/g)).toHaveLength(2);
  });

  test.each<[what: string, fields: Fields]>([
    ["where there is none", []],
    ["that would break the framing", [["Content-Type", "a\r\n\r\nb"]]],
    ["that is no ASCII", [["Content-Type", "t\u00e9xt"]]],
  ])("has no Content-Type in its parts %s", (_what, fields) => {
    const ranges = [
      { first: 0, last: 1 },
      { first: 4, last: 5 },
    ];
    const { body: parts } = multipleRanges(fields, body, ranges, "B");
    expect(text(parts)).toMatch(/^--B\r\nContent-Range: bytes 0-1/);
  });

  test("is never multipart for one range", () => {
    const one = { first: 2, last: 3 };
    expect(partialContent(stored, body, [one], "B")).toEqual(singleRange(stored, body, one));
  });
});

test("a 416 names the length, says nothing of the page and is not to be stored", () => {
  const answer = unsatisfiable([...stored, ["Set-Cookie", "a=b"]], 11);
  expect([answer.status, answer.body.byteLength]).toEqual([416, 0]);
  expect(Object.fromEntries(answer.fields)).toEqual({
    Date: "Sun, 22 Nov 2026 12:00:00 GMT",
    Vary: "Accept-Encoding",
    "Strict-Transport-Security": "max-age=1",
    "Cache-Control": "no-store",
    "Content-Range": "bytes */11",
    "Content-Length": "0",
  });
});

/** A reader of multipart/byteranges that knows nothing of the writer: parts by their place in the whole. */
function readParts(answer: { fields: Fields; body: Uint8Array }): { first: number; content: string }[] {
  const boundary = /boundary=(.+)$/.exec(fieldValue(answer.fields, "content-type") ?? "")?.[1] ?? "?";
  const pieces = `\r\n${text(answer.body)}`.split(`\r\n--${boundary}`);
  expect(pieces[0]).toBe("");
  expect(pieces.at(-1)).toBe("--\r\n");
  return pieces.slice(1, -1).map((piece) => {
    const end = piece.indexOf("\r\n\r\n");
    const first = /\r\nContent-Range: bytes (\d+)-\d+\/\d+/.exec(piece.slice(0, end))?.[1];
    return { first: Number(first), content: piece.slice(end + 4) };
  });
}

// Bodies made of what a frame is made of, too.
const anyBody = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map((array) => Uint8Array.from(array)),
  fc.constantFrom("\r\n\r\n--\r\n", "--B\r\n\r\n", "\r\n--").map(bytes),
);

// Ranges apart from one another, in any order.
const set = fc
  .uniqueArray(fc.nat(39), { minLength: 2, maxLength: 12 })
  .map((positions) => positions.toSorted((a, b) => a - b))
  .map((sorted) => sorted.flatMap((first, i) => (i % 2 ? [] : [`${first}-${sorted[i + 1] ?? ""}`])))
  .chain((specs) => fc.shuffledSubarray(specs, { minLength: 1 }))
  .map((specs) => `bytes=${specs.join(",")}`);

test("ranges that divide a body put it together again", () => {
  fc.assert(
    fc.property(anyBody, fc.integer({ min: 1, max: 7 }), (whole, step) => {
      let again = "";
      for (let first = 0; first < whole.byteLength; first += step) {
        const result = parseRange(`bytes=${first}-${first + step - 1}`, whole.byteLength);
        const ranges = result.kind === "satisfiable" ? result.ranges : [];
        again += text(partialContent(stored, whole, ranges, "B").body);
      }
      expect(again).toBe(text(whole));
    }),
  );
});

test("a multipart body is as long as it says, and its parts are the bytes of the ranges", () => {
  fc.assert(
    fc.property(set, anyBody, (asked, whole) => {
      const result = parseRange(asked, whole.byteLength);
      if (result.kind !== "satisfiable") return;
      const answer = multipleRanges(stored, whole, result.ranges, "a-boundary-that-is-not-in-it");
      expect(fieldValue(answer.fields, "content-length")).toBe(String(answer.body.byteLength));
      expect(readParts(answer)).toEqual(
        result.ranges.map(({ first, last }) => ({ first, content: text(whole.slice(first, last + 1)) })),
      );
    }),
  );
});
