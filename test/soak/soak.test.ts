import { expect, test } from "vitest";
import { idle } from "./idle.ts";
import { soak } from "./soak.ts";

test("nobody gets what is another's, and no session is lost, whatever fails meanwhile", async () => {
  const { wrong, lost, ...rest } = await soak({ seconds: 3, people: 40, seed: 2026, atLeast: 201 });
  expect({ wrong, lost }).toEqual({ wrong: [], lost: [] });
  expect(rest.requests).toBeGreaterThan(200);
  for (const count of [rest.faults, rest.hits, rest.purges, rest.jumps]) expect(count).toBeGreaterThan(0);
});

test("connections that idle stay, and somebody else is answered meanwhile", async () => {
  const { held, left, answers } = await idle(150, 1, 20);
  expect({ held, left }).toEqual({ held: 150, left: 150 });
  expect(answers).toHaveLength(20);
});
