/** Parts of a body put together as they come. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { combined, missing, type Part, type Parts, partAt } from "../../src/edge/http-cache/parts.ts";
import type { ByteRange } from "../../src/edge/http-cache/ranges.ts";

const part = (first: number, text: string): Part => ({ first, bytes: new TextEncoder().encode(text) });
const shown = (parts: Parts) =>
  parts.map(({ first, bytes }) => `${first}:${new TextDecoder().decode(bytes)}`);
const all = (...parts: Part[]) => parts.reduce<Parts>(combined, []);

describe("a part", () => {
  /** The parts that come, one after another, and what they make. */
  test.each<[what: string, parts: Part[], expected: string[]]>([
    ["alone", [part(3, "abc")], ["3:abc"]],
    ["of nothing", [part(3, "")], []],
    ["of nothing among others", [part(0, "ab"), part(2, ""), part(4, "ef")], ["0:ab", "4:ef"]],
    ["behind a gap", [part(0, "ab"), part(3, "de")], ["0:ab", "3:de"]],
    ["before a gap", [part(3, "de"), part(0, "ab")], ["0:ab", "3:de"]],
    ["between two gaps", [part(0, "a"), part(8, "i"), part(4, "e")], ["0:a", "4:e", "8:i"]],
    ["that touches the one before it", [part(0, "ab"), part(2, "cd")], ["0:abcd"]],
    ["that touches the one after it", [part(2, "cd"), part(0, "ab")], ["0:abcd"]],
    ["that closes a gap", [part(0, "ab"), part(4, "ef"), part(2, "cd")], ["0:abcdef"]],
    ["that overlaps the one before it", [part(0, "abc"), part(2, "CD")], ["0:abCD"]],
    ["that overlaps the one after it", [part(2, "cde"), part(0, "ABC")], ["0:ABCde"]],
    ["inside another", [part(0, "abcdef"), part(2, "CD")], ["0:abCDef"]],
    ["around another", [part(2, "cd"), part(0, "ABCDEF")], ["0:ABCDEF"]],
    ["the same again", [part(2, "cd"), part(2, "CD")], ["2:CD"]],
    ["over several", [part(0, "ab"), part(3, "d"), part(5, "fg"), part(1, "BCDEF")], ["0:aBCDEFg"]],
    [
      "over one of several",
      [part(0, "a"), part(4, "ef"), part(9, "j"), part(3, "DE")],
      ["0:a", "3:DEf", "9:j"],
    ],
  ])("%s", (_what, parts, expected) => {
    expect(shown(all(...parts))).toEqual(expected);
  });

  test("is copied only when it is joined to bytes that it lacks", () => {
    const [inner, outer, next] = [part(2, "cd"), part(0, "abcdef"), part(8, "i")];
    const parts = all(inner, outer, next);
    expect(parts).toEqual([outer, next]);
    expect(parts[0]?.bytes).toBe(outer.bytes);
    expect(parts[1]?.bytes).toBe(next.bytes);
  });

  test("changes nothing of what was there, which others may be reading", () => {
    const before = all(part(0, "abcdef"));
    const read = partAt(before, { first: 2, last: 3 });
    expect(shown(combined(before, part(2, "CD")))).toEqual(["0:abCDef"]);
    expect([shown(before), new TextDecoder().decode(read ?? undefined)]).toEqual([["0:abcdef"], "cd"]);
  });
});

describe("a range of parts", () => {
  const parts = all(part(2, "cdef"), part(8, "ij"));

  test.each([
    ["a whole part", 2, 5, "cdef"],
    ["the inside of a part", 3, 4, "de"],
    ["one byte", 9, 9, "j"],
    ["before the first", 0, 1, null],
    ["from before a part into it", 1, 3, null],
    ["from a part into a gap", 5, 6, null],
    ["over a gap", 5, 8, null],
    ["beyond the last", 9, 10, null],
  ])("%s", (_what, first, last, expected) => {
    const bytes = partAt(parts, { first, last });
    expect(bytes && new TextDecoder().decode(bytes)).toBe(expected);
  });

  test("is a view", () => {
    expect(partAt(parts, { first: 3, last: 4 })?.buffer).toBe(parts[0]?.bytes.buffer);
  });
});

describe("what is missing", () => {
  test.each<[what: string, parts: Part[], expected: [number, number] | null]>([
    ["of nothing at all", [], [0, 9]],
    ["at the start", [part(4, "efghij")], [0, 3]],
    ["at the end", [part(0, "abcd")], [4, 9]],
    ["in the middle", [part(0, "abc"), part(7, "hij")], [3, 6]],
    ["at both ends", [part(4, "ef")], [0, 9]],
    ["in several places", [part(0, "a"), part(4, "ef"), part(9, "j")], [1, 8]],
    ["of the last byte", [part(0, "abcdefghi")], [9, 9]],
    ["of the first byte", [part(1, "bcdefghij")], [0, 0]],
    ["of the whole", [part(0, "abcdefghij")], null],
    ["of more than the whole", [part(0, "abcdefghijk")], null],
    ["before what goes beyond the whole", [part(4, "efghijk")], [0, 3]],
    ["where there is only what lies beyond", [part(12, "m")], [0, 9]],
  ])("%s", (_what, parts, expected) => {
    const gap = missing(all(...parts), 10);
    expect(gap && [gap.first, gap.last]).toEqual(expected);
  });

  test("of an empty body is nothing", () => {
    expect(missing([], 0)).toBeNull();
  });
});

/** A body, and ranges of it in the order in which they come. */
const history = fc.uint8Array({ minLength: 1, maxLength: 40 }).chain((body) => {
  const position = fc.nat(body.length - 1);
  const range = fc
    .tuple(position, position)
    .map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
  return fc.tuple(fc.constant(body), fc.array(range, { maxLength: 12 }));
});

const positions = ({ first, last }: ByteRange) =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** Every range of a body. */
const rangesOf = (body: Uint8Array): ByteRange[] =>
  Array.from(body.keys()).flatMap((first) =>
    positions({ first, last: body.length - 1 }).map((last) => ({ first, last })),
  );

test("whatever the order of a body's parts, what is given is the body's, and what is missing is not there", () => {
  fc.assert(
    fc.property(history, ([body, ranges]) => {
      const there = new Set<number>();
      let parts: Parts = [];
      for (const range of ranges) {
        parts = combined(parts, { first: range.first, bytes: body.slice(range.first, range.last + 1) });
        for (const position of positions(range)) there.add(position);
        const absent = Array.from(body.keys()).filter((position) => !there.has(position));
        const gap = { first: absent.at(0), last: absent.at(-1) };
        expect(missing(parts, body.length)).toEqual(absent.length === 0 ? null : gap);
      }
      for (const range of rangesOf(body)) {
        const isThere = positions(range).every((position) => there.has(position));
        expect(partAt(parts, range)).toEqual(isThere ? body.slice(range.first, range.last + 1) : null);
      }
    }),
  );
});

test("of two parts that differ, the later one's bytes count", () => {
  const anyPart = fc.record({ first: fc.nat(30), bytes: fc.uint8Array({ maxLength: 20 }) });
  fc.assert(
    fc.property(fc.array(anyPart, { maxLength: 10 }), (received) => {
      const model = new Map<number, number>();
      let parts: Parts = [];
      for (const { first, bytes } of received) {
        parts = combined(parts, { first, bytes: bytes.slice() });
        for (const [i, byte] of bytes.entries()) model.set(first + i, byte);
      }
      const held = parts.flatMap(({ first, bytes }) => Array.from(bytes, (byte, i) => [first + i, byte]));
      expect(held).toEqual([...model].toSorted(([a], [b]) => a - b));
      for (const [i, { first }] of parts.entries()) {
        const before = parts[i - 1];
        if (before) expect(first).toBeGreaterThan(before.first + before.bytes.byteLength);
      }
    }),
  );
});
