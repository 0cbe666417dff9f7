import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";
import { parsers } from "./parsers.ts";

test("whatever comes, no parser throws, and what must hold of it holds", () => {
  expect(fuzz(parsers, 160_000, 2026).findings).toEqual([]);
});
