import { test } from "vitest";
import { cacheCasesFor } from "../fixtures/cache-cases.ts";
import { performCase } from "../support/cache-case.ts";
import { memoryStage } from "../support/memory-stage.ts";

test.concurrent.for(
  cacheCasesFor("memory").map((played) => [`${played.id}: ${played.title}`, played] as const),
)("%s", async ([, played], { expect }) => {
  const stage = memoryStage({ profile: "rfc9111", ...played.settings });
  await expect(performCase(played, stage)).resolves.toBeUndefined();
});
