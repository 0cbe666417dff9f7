import { expect, test } from "vitest";
import { cacheCasesFor } from "../fixtures/cache-cases.ts";
import { performCase } from "../support/cache-case.ts";
import { memoryStage } from "../support/memory-stage.ts";

test.each(cacheCasesFor("memory").map((played) => [`${played.id}: ${played.title}`, played] as const))(
  "%s",
  async (_name, played) => {
    const stage = memoryStage({ profile: "rfc9111", ...played.settings });
    await expect(performCase(played, stage)).resolves.toBeUndefined();
  },
);
