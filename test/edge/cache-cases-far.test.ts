/** The cases of the cache again, on an edge that finds what is stored in a slow store and nothing in memory. */
import { describe, test } from "vitest";
import { cacheCasesFor } from "../fixtures/cache-cases.ts";
import { performCase } from "../support/cache-case.ts";
import { memoryStage } from "../support/memory-stage.ts";
import { farStores } from "../support/store-kinds.ts";

const cases = cacheCasesFor("memory").map((played) => [`${played.id}: ${played.title}`, played] as const);

describe.each(farStores)("%s", (_where, makeStore) => {
  test.concurrent.for(cases)("%s", async ([, played], { expect }) => {
    const stage = memoryStage({ profile: "rfc9111", ...played.settings }, makeStore);
    await expect(performCase(played, stage)).resolves.toBeUndefined();
  });
});
