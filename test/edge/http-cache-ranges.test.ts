/** Which bytes a Range comes to. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ByteRange, maximumRanges, parseRange } from "../../src/edge/http-cache/ranges.ts";

const times = (count: number, spec: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => spec(i)).join(",");
const huge = "9".repeat(400);

describe("a Range", () => {
  /** Ranges of a body of 100 bytes, as `first-last`. */
  test.each([
    ["from and to", "bytes=0-4", "0-4"],
    ["one byte", "bytes=99-99", "99-99"],
    ["open", "bytes=90-", "90-99"],
    ["the whole body", "bytes=0-", "0-99"],
    ["a suffix", "bytes=-5", "95-99"],
    ["a suffix longer than the body", "bytes=-101", "0-99"],
    ["an end beyond the body", "bytes=95-100", "95-99"],
    ["the unit in capitals", "Bytes=0-4", "0-4"],
    ["blanks around members", "bytes= 0-4 ,\t10-14 ", "0-4 10-14"],
    ["empty members", "bytes=,0-4,,10-14,", "0-4 10-14"],
    ["leading zeros", "bytes=0000-0004", "0-4"],
    ["more leading zeros in the first position", "bytes=0003-4", "3-4"],
    ["huge positions", `bytes=5-${huge}`, "5-99"],
    ["a huge suffix", `bytes=-${huge}`, "0-99"],
    ["the first and the last byte", "bytes=0-0,-1", "0-0 99-99"],
    ["out of order, as asked for", "bytes=50-59,0-9", "50-59 0-9"],
    ["unsatisfiable members left out", "bytes=200-,0-4,-0", "0-4"],
    ["two that overlap become one", "bytes=0-9,5-14", "0-14"],
    ["one inside another", "bytes=0-50,10-20", "0-50"],
    ["the same twice", "bytes=0-9,0-9", "0-9"],
    ["neighbours become one", "bytes=0-9,10-19,20-29", "0-29"],
    ["a gap of one byte stays", "bytes=0-9,11-19", "0-9 11-19"],
    ["one that closes a gap, in the place of the first", "bytes=20-29,50-59,0-9,10-19", "0-29 50-59"],
    ["an overlap in the place of the first", "bytes=50-59,0-9,55-64", "50-64 0-9"],
    [
      "as many as are allowed",
      `bytes=${times(maximumRanges, (i) => `${i * 2}-${i * 2}`)}`,
      times(maximumRanges, (i) => `${i * 2}-${i * 2}`).replaceAll(",", " "),
    ],
  ])("is satisfiable: %s", (_what, value, expected) => {
    const result = parseRange(value, 100);
    const ranges = result.kind === "satisfiable" ? result.ranges : [];
    expect(ranges.map(({ first, last }) => `${first}-${last}`).join(" ")).toBe(expected);
  });

  test.each([
    ["absent", null],
    ["empty", ""],
    ["another unit", "lines=0-4"],
    ["no unit", "0-4"],
    ["a blank before the equals sign", "bytes =0-4"],
    ["no members", "bytes="],
    ["only empty members", "bytes=, ,"],
    ["a hyphen alone", "bytes=-"],
    ["a number alone", "bytes=4"],
    ["an end before the start", "bytes=4-3"],
    ["an end before the start, beyond 2^53", "bytes=9007199254740993-9007199254740992"],
    ["an end before the start, behind zeros", "bytes=4-0003"],
    ["one invalid member among valid ones", "bytes=0-4,x,10-14"],
    ["blanks inside a member", "bytes=0 - 4"],
    ["a sign", "bytes=+0-4"],
    ["two hyphens", "bytes=--4"],
    ["a fraction", "bytes=0-4.5"],
    ["hexadecimal", "bytes=0x0-0x4"],
    ["other digits", "bytes=\u0660-\u0664"],
    ["quotes", 'bytes="0-4"'],
    ["two lines", "bytes=0-4, bytes=10-14"],
    ["too many members", `bytes=${times(maximumRanges + 1, (i) => `${i}-${i}`)}`],
    ["a hundred thousand members", `bytes=${times(100_000, () => "0-")}`],
    ["three that overlap", "bytes=0-9,5-14,10-19"],
    ["three that overlap by one byte each", "bytes=0-9,9-19,19-29"],
    ["three times the whole", "bytes=0-,0-,0-"],
    ["two pairs that overlap", "bytes=0-9,5-14,50-59,55-64"],
    ["many inside one", "bytes=0-,1-1,3-3,5-5"],
  ])("is ignored: %s", (_what, value) => {
    expect(parseRange(value, 100)).toEqual({ kind: "whole" });
  });

  test.each([
    ["beyond the body", "bytes=100-"],
    ["beyond the body, with an end", "bytes=100-200"],
    ["no bytes", "bytes=-0"],
    ["no bytes, in many digits", "bytes=-0000"],
    ["all members", "bytes=100-,200-300,-0"],
    ["a huge position", `bytes=${huge}-`],
    ["two different huge positions", "bytes=9007199254740992-9007199254740993"],
  ])("cannot be satisfied: %s", (_what, value) => {
    expect(parseRange(value, 100)).toEqual({ kind: "unsatisfiable" });
  });

  test.each(["bytes=0-", "bytes=-1", "bytes=0-0", "bytes=5-"])("of an empty body is ignored: %s", (value) => {
    expect(parseRange(value, 0)).toEqual({ kind: "whole" });
  });
});

const position = fc.oneof(fc.nat(30), fc.nat(), fc.constantFrom(huge, "007", ""));
const spec = fc.tuple(position, position).map(([first, last]) => `${first}-${last}`);
const set = fc.array(fc.oneof({ weight: 9, arbitrary: spec }, fc.string()), { maxLength: 6 });
const value = fc.oneof(
  set.map((specs) => `bytes=${specs.join(",")}`),
  fc.string(),
  fc.constant(null),
);

test("a Range never fails to be read, and what is sent lies in the body, apart, in some order", () => {
  fc.assert(
    fc.property(value, fc.nat(40), (asked, length) => {
      const result = parseRange(asked, length);
      if (result.kind !== "satisfiable") return;
      expect(result.ranges).not.toEqual([]);
      const sorted: ByteRange[] = result.ranges.toSorted((a, b) => a.first - b.first);
      let end = -2;
      for (const { first, last } of sorted) {
        expect(first).toBeGreaterThan(end + 1);
        expect(last).toBeGreaterThanOrEqual(first);
        end = last;
      }
      expect(end).toBeLessThan(length);
    }),
  );
});
