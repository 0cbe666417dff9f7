/** A packed response says what it said before, or is not packed. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FieldLine } from "../../src/edge/fields/fields.ts";
import type { StoredResponse } from "../../src/edge/index.ts";
import { createPacking, shortBody } from "../../src/edge/stores/packed-response.ts";
import { storedResponse } from "../support/stored.ts";

const longest = 32_000;
const page = storedResponse("hello", ["accept"]);
const apart = ({ vary, reuse }: StoredResponse) => ({ vary, reuse, body: null });

/** What comes back of a response; null if it is not packed. */
function backAgain(response: StoredResponse, packing = createPacking(longest)): StoredResponse | null {
  const piece = packing.pack(response);
  const body = response.body.byteLength > shortBody ? response.body : null;
  return piece && packing.unpack(piece.slice(), { ...apart(response), body });
}

const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "a", "\uFEFFmark", "é", " "));
const name = fc.oneof(fc.constantFrom("Date", "etag", "X-A", "Vary"), text);
const line: fc.Arbitrary<FieldLine> = fc.tuple(name, text);
const time = fc.oneof(
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.constantFrom(0, 1.5, 1.7e12 + 1 / 1024, Infinity),
);
const responses: fc.Arbitrary<StoredResponse> = fc
  .record({
    status: fc.integer({ min: 200, max: 599 }),
    times: fc.tuple(time, time, time, time, time, time),
    isSubstitute: fc.boolean(),
    fields: fc.array(line, { maxLength: 8 }),
    origin: fc.array(line, { maxLength: 8 }),
    sharesLines: fc.boolean(),
    tags: fc.array(text, { maxLength: 5 }),
    body: fc.uint8Array({ maxLength: 200 }),
  })
  .map(({ times, sharesLines, body, ...rest }) => {
    const [storedAt, initialAge, lifetime, date, bodyAskedAt, askedAt] = times;
    const own = { ...rest, ...(sharesLines && { fields: rest.origin }), body: new Uint8Array(body) };
    return { ...page, ...own, storedAt, initialAge, lifetime, date, bodyAskedAt, askedAt };
  });

describe("a packed response", () => {
  test("is the same again, whatever was packed before it", () => {
    const packing = createPacking(longest);
    let packed = 0;
    fc.assert(
      fc.property(responses, (response) => {
        const again = backAgain(response, packing);
        if (again) packed += 1;
        expect(again ?? response).toEqual(response);
      }),
      { numRuns: 1_500 },
    );
    expect(packed).toBeGreaterThan(500);
  });

  test.each<[string, Partial<StoredResponse>]>([
    ["a line feed in a value", { origin: [["A", "b\nc"]] }],
    ["a line feed in a name", { fields: [["A\nb", "c"]] }],
    ["a line feed in a tag", { tags: ["a\nb"] }],
    ["half a character", { origin: [["A", "\uD800"]] }],
    ["more lines than fit", { origin: Array(longest).fill(["A", "b"]) }],
    ["a longer value than fits", { origin: [["A", "b".repeat(longest)]] }],
    [
      "no room for the body",
      { origin: [["A", "b".repeat(longest - 4_000)]], body: new Uint8Array(shortBody) },
    ],
  ])("is none where there is %s", (_what, parts) => {
    expect(backAgain({ ...page, ...parts })).toBeNull();
  });

  test("knows lines and tags that come again by their number, and then takes less", () => {
    const packing = createPacking(longest);
    const response: StoredResponse = {
      ...page,
      origin: [["Content-Security-Policy", "default-src 'self'".repeat(20)]],
      tags: ["organisation-of-a-long-name"],
    };
    const lengths = Array.from({ length: 10 }, () => packing.pack(response)?.byteLength ?? 0);
    expect(lengths.at(-1)).toBeLessThan((lengths[0] ?? 0) - 350);
    expect(backAgain(response, packing)).toEqual(response);
  });

  test("does not learn what no other response has", () => {
    const packing = createPacking(longest);
    const response: StoredResponse = {
      ...page,
      fields: [],
      origin: [
        ["ETag", '"a"'],
        ["Date", "today"],
        ["last-modified", "now"],
      ],
    };
    const lengths = Array.from({ length: 10 }, () => packing.pack(response)?.byteLength);
    expect(new Set(lengths).size).toBe(1);
  });

  test("takes a line of the origin's that a client gets only once", () => {
    const value = "v".repeat(100);
    const length = (fields: StoredResponse["fields"]) =>
      createPacking(longest).pack({ ...page, origin: [["A", value]], fields })?.byteLength ?? 0;
    expect(
      length([
        ["A", value],
        ["B", "c"],
      ]) - length([["B", "c"]]),
    ).toBe(2);
  });

  test("has nothing of the piece, which may be written over", () => {
    const packing = createPacking(longest);
    const piece = packing.pack(page)?.slice();
    const again = piece && packing.unpack(piece, apart(page));
    piece?.fill(0);
    expect(again).toEqual(page);
  });

  test("keeps a long body as it is", () => {
    const body = new Uint8Array(shortBody + 1).fill(7);
    expect(backAgain({ ...page, body })?.body).toBe(body);
  });

  test("refuses a piece that says more than it holds", () => {
    const packing = createPacking(longest);
    const piece = packing.pack({ ...page, origin: [["Date", "today"]] })?.slice() ?? new Uint8Array();
    new DataView(piece.buffer).setUint16(52, 2);
    expect(() => packing.unpack(piece, apart(page))).toThrow(RangeError);
  });
});
