import { expect, test } from "vitest";
import { all } from "./all.ts";
import { fuzz } from "./fuzz.ts";
import { guarded } from "./guarded.ts";

test("whatever comes, no parser throws, and what must hold of it holds", async () => {
  expect((await fuzz(all, { inputs: 80_000, seed: 2026 })).findings).toEqual([]);
});

const planted = { name: "planted", seeds: ["max-age=60"], check: guarded };
const few = { inputs: 50_000, seed: 1 };

test("a fault behind four conditions is found by what inputs reach, and not by chance", async () => {
  const guide = (url: string) => url.includes("/test/fuzz/guarded");
  const led = await fuzz([planted], { ...few, guide });
  expect(led.findings[0]).toMatchObject({ parser: "planted", problem: "the planted fault" });
  expect(led.kept).toBeGreaterThanOrEqual(3);
  expect((await fuzz([planted], few)).findings).toEqual([]);
});
