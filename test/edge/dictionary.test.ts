import { expect, test } from "vitest";
import { dictionary } from "../../src/edge/stores/dictionary.ts";

const words = () => dictionary((word: string) => word);

test("what is met often gets a number, which it keeps", () => {
  const known = words();
  const numbers = Array.from({ length: 6 }, () => known.numberOf("often"));
  expect(numbers).toEqual([null, null, null, 0, 0, 0]);
  for (let i = 0; i < 10_000; i += 1) known.numberOf(`word ${i % 3_000}`);
  expect([known.numberOf("often"), known.thingOf(0)]).toEqual([0, "often"]);
});

test("what is met once among very many gets none", () => {
  const known = words();
  for (let i = 0; i < 20_000; i += 1) expect(known.numberOf(`word ${i % 5_000}`)).toBeNull();
});

test("two things have two numbers, and each leads back", () => {
  const known = words();
  for (let i = 0; i < 4; i += 1) for (const word of ["one", "other"]) known.numberOf(word);
  const numbers = ["one", "other"].map((word) => known.numberOf(word));
  expect(numbers.map((number) => known.thingOf(number ?? -1))).toEqual(["one", "other"]);
  expect(() => known.thingOf(2)).toThrow(RangeError);
});

test("there is an end to it, and to how long a thing may be", () => {
  const known = words();
  const often = (word: string) => Array.from({ length: 5 }, () => known.numberOf(word)).at(-1);
  expect(often("long".repeat(2_000))).toBeNull();
  for (let i = 0; i < 16_384; i += 1) expect(often(`word ${i}`)).toBe(i);
  expect(often("one too many")).toBeNull();
});
