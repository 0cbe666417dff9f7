import { expect, test } from "vitest";
import type { Fields } from "../../../src/edge/fields/fields.ts";
import { fieldValue } from "../../../src/edge/fields/fields.ts";
import {
  type CompressionRequest,
  compressed,
  compressionRules,
  compressionSchema,
} from "../../../src/edge/www/compression.ts";

const rules = compressionRules(compressionSchema.parse({}));
const request: CompressionRequest = { target: "/p", accepted: "gzip", hasRange: false };
const page: Fields = [["Content-Type", "text/html; charset=utf-8"]];

function result(fields: Fields, asked: Partial<CompressionRequest> = {}, status = 200) {
  const { fields: changed, coding } = compressed({ status, fields }, { ...request, ...asked }, rules);
  return { coding, vary: fieldValue(changed, "vary"), field: (name: string) => fieldValue(changed, name) };
}

const types: [type: string | null, target: string, compresses: boolean][] = [
  ["text/html", "/p", true],
  ["Text/HTML ;charset=utf-8", "/p", true],
  ["application/json", "/p", true],
  ["image/svg+xml", "/p", true],
  ["image/png", "/p", false],
  ["text/htmlx", "/p", false],
  ["text/csv", "/p", false],
  [null, "/p", false],
  [null, "/p.css", true],
  ["application/octet-stream", "/p.json?page=1", true],
  ["image/png", "/search?q=x.js", true],
  ["image/png", "/search?q=x.js&page=1", false],
  ["image/png", "/p.CSS", false],
  ["image/png", "/css", false],
  ["image/png", "/p.css/", false],
];

test.each(types)("the type %s at %s: compressed is %s", (type, target, compresses) => {
  const { coding, vary } = result(type === null ? [] : [["Content-Type", type]], { target });
  expect([coding, vary]).toEqual(compresses ? ["gzip", "Accept-Encoding"] : [null, null]);
});

test.each([
  [200, true],
  [404, true],
  [206, false],
  [301, false],
  [403, false],
  [500, false],
])("status %i: compressed is %s", (status, compresses) => {
  const { coding, vary } = result(page, {}, status);
  expect([coding, vary]).toEqual(compresses ? ["gzip", "Accept-Encoding"] : [null, null]);
});

test("events are never compressed, whatever their suffix and the rules: they must not wait", () => {
  const all = compressionRules(compressionSchema.parse({ mediaTypes: ["text/event-stream"] }));
  const fields: Fields = [["Content-Type", "Text/Event-Stream; charset=utf-8"]];
  const event = { status: 200, fields };
  expect(compressed(event, { ...request, target: "/events.json" }, all)).toEqual({ fields, coding: null });
});

const varies: [before: string[], after: string][] = [
  [[], "Accept-Encoding"],
  [["Cookie"], "Cookie, Accept-Encoding"],
  [["A", "B"], "A, B, Accept-Encoding"],
  [["Accept-Encoding"], "Accept-Encoding"],
  [["accept-encoding,X"], "accept-encoding,X"],
  [["X-Accept-Encoding"], "X-Accept-Encoding, Accept-Encoding"],
  [["*"], "*"],
];

test.each(varies)("Vary of %j becomes %s, whether this client wants a coding or not", (before, after) => {
  const fields: Fields = [...page, ...before.map((value) => ["Vary", value] as const)];
  expect([result(fields).vary, result(fields, { accepted: null }).vary]).toEqual([after, after]);
});

test.each(["br", "gzip", null] as const)("who accepts %s is given that", (accepted) => {
  const { coding, field } = result(page, { accepted });
  expect([coding, field("content-encoding")]).toEqual([accepted, accepted]);
});

const untouched: [what: string, fields: Fields, asked?: Partial<CompressionRequest>][] = [
  ["is coded already", [["Content-Encoding", "gzip"]]],
  ["its origin forbids to transform", [["Cache-Control", "max-age=60, No-Transform"]]],
  ["is a part all the same", [["Content-Range", "bytes 0-1/2"]]],
  ["answers a Range with the whole", [], { hasRange: true }],
];

test.each(untouched)("what %s keeps its bytes, and varies", (_what, fields, asked) => {
  const own: Fields = [...page, ...fields, ["Content-Length", "2"], ["ETag", '"a"']];
  const { coding, vary, field } = result(own, asked);
  expect([coding, vary, field("content-length"), field("etag")]).toEqual([
    null,
    "Accept-Encoding",
    "2",
    '"a"',
  ]);
});

test.each([
  ['"a"', 'W/"a"'],
  ['W/"a"', 'W/"a"'],
  ["a", "a"],
])("other bytes make the tag %s %s", (before, after) => {
  expect(result([...page, ["ETag", before]]).field("etag")).toBe(after);
});

test("what was said of the old bytes is not said of the new ones", () => {
  const old: Fields = [
    ["Content-Length", "2"],
    ["Accept-Ranges", "bytes"],
    ["Content-MD5", "x"],
    ["Repr-Digest", "sha-256=:AA==:"],
    ["Content-Digest", "sha-256=:AA==:"],
    ["Digest", "sha-256=AA=="],
    ["Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"],
  ];
  expect(compressed({ status: 200, fields: [...page, ...old] }, request, rules).fields).toEqual([
    ...page,
    ["Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"],
    ["Vary", "Accept-Encoding"],
    ["Content-Encoding", "gzip"],
  ]);
});

test("a 304 cannot take Accept-Encoding out of what is stored", () => {
  expect([result([["Vary", "X"]], {}, 304).vary, result([], {}, 304).vary]).toEqual([
    "X, Accept-Encoding",
    null,
  ]);
});

test("a part stays as it is, even where somebody lists its status", () => {
  const own = compressionRules(compressionSchema.parse({ statuses: [206] }));
  expect(compressed({ status: 206, fields: page }, request, own).coding).toBeNull();
});

test("what is compressed can be said otherwise", () => {
  const own = compressionRules(
    compressionSchema.parse({ statuses: [410], mediaTypes: ["text/csv"], suffixes: [] }),
  );
  const csv = { status: 410, fields: [["Content-Type", "text/csv"]] } as const;
  expect(compressed(csv, request, own).coding).toBe("gzip");
  expect(compressed({ status: 200, fields: page }, request, own).coding).toBeNull();
  expect(compressionSchema.safeParse({ mediaTypes: ["text"] }).success).toBe(false);
  expect(compressionSchema.safeParse({ suffixes: [".css"] }).success).toBe(false);
});
