/** What a Content-Range says of where a part lies. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { contentRange, parseContentRange } from "../../src/edge/http-cache/content-range.ts";

const largest = Number.MAX_SAFE_INTEGER;

test.each([
  ["bytes 0-4/10", { first: 0, last: 4, length: 10 }],
  ["bytes 0-0/1", { first: 0, last: 0, length: 1 }],
  ["bytes 9-9/10", { first: 9, last: 9, length: 10 }],
  ["Bytes 0-4/10", { first: 0, last: 4, length: 10 }],
  [" bytes 0-4/10\t", { first: 0, last: 4, length: 10 }],
  ["bytes 007-008/0010", { first: 7, last: 8, length: 10 }],
  [`bytes 0-${largest - 1}/${largest}`, { first: 0, last: largest - 1, length: largest }],
])("%j names a part", (value, expected) => {
  expect(parseContentRange(value)).toEqual(expected);
});

test.each([
  ["absent", null],
  ["empty", ""],
  ["an unknown length", "bytes 0-4/*"],
  ["the form of a 416", "bytes */10"],
  ["nothing known", "bytes */*"],
  ["another unit", "lines 0-4/10"],
  ["a unit that begins like it", "bytes2 0-4/10"],
  ["no unit", "0-4/10"],
  ["a last before the first", "bytes 5-4/10"],
  ["a last that is the length", "bytes 0-10/10"],
  ["a last beyond the length", "bytes 0-11/10"],
  ["an empty whole", "bytes 0-0/0"],
  ["a length beyond 2^53", `bytes 0-4/${largest + 1}`],
  ["all beyond 2^53", "bytes 9007199254740993-9007199254740994/9007199254740999"],
  ["digits without an end", `bytes 0-4/${"9".repeat(400)}`],
  ["an equals sign, as in Range", "bytes=0-4/10"],
  ["no length", "bytes 0-4"],
  ["an open end", "bytes 0-/10"],
  ["a suffix", "bytes -4/10"],
  ["blanks inside", "bytes 0 - 4 / 10"],
  ["two blanks after the unit", "bytes  0-4/10"],
  ["a sign", "bytes +0-4/10"],
  ["a fraction", "bytes 0-4.5/10"],
  ["hexadecimal", "bytes 0x0-0x4/10"],
  ["other digits", "bytes \u0660-\u0664/10"],
  ["two ranges", "bytes 0-4,6-7/10"],
  ["two lines", "bytes 0-4/10, bytes 0-4/10"],
  ["words after it", "bytes 0-4/10 or so"],
  ["a line feed within", "bytes 0-4/10\nx"],
])("%s names none", (_what, value) => {
  expect(parseContentRange(value)).toBeNull();
});

test("what is written is read", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), fc.maxSafeNat(), (...numbers) => {
      const [first = 0, last = 0, length = 0] = numbers.toSorted((a, b) => a - b);
      fc.pre(last < length);
      expect(parseContentRange(contentRange({ first, last }, length))).toEqual({ first, last, length });
    }),
  );
});
