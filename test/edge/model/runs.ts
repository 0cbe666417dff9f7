/** How often and from which seed: in CI always the same; in Node, MODEL_RUNS and MODEL_SEED look further. */
import fc from "fast-check";
import { expect } from "vitest";

/** @param usual how many histories are tried in CI */
export async function holds<T>(property: fc.IAsyncProperty<T>, usual: number): Promise<void> {
  const { MODEL_RUNS = usual, MODEL_SEED = 9111 } = globalThis.process?.env ?? {};
  const seed = Number(MODEL_SEED);
  const details = await fc.check(property, { numRuns: Number(MODEL_RUNS), seed });
  const { failed, counterexamplePath: path, errorInstance: error } = details;
  // The error is the play itself; fast-check's own report of the steps would bury it.
  const play = error instanceof Error ? error.message : String(error);
  expect(failed, `seed ${seed}, path ${path}\n${play}\n`).toBe(false);
}
