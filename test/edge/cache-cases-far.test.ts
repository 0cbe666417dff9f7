/** The cases of the cache again, on an edge that finds what is stored in a slow store and nothing in memory. */
import { expect, test } from "vitest";
import { cacheCasesFor } from "../fixtures/cache-cases.ts";
import { performCase } from "../support/cache-case.ts";
import { memoryStage } from "../support/memory-stage.ts";
import { farStore } from "../support/store-kinds.ts";

test.each(cacheCasesFor("memory").map((played) => [`${played.id}: ${played.title}`, played] as const))(
  "%s",
  async (_name, played) => {
    const stage = memoryStage({ profile: "rfc9111", ...played.settings }, farStore);
    await expect(performCase(played, stage)).resolves.toBeUndefined();
  },
);
