import { describe, test } from "vitest";
import { cacheCasesFor } from "../fixtures/cache-cases.ts";
import { performCase } from "../support/cache-case.ts";
import { startSocketStage } from "../support/socket-stage.ts";

describe("over real sockets", () => {
  test.concurrent.for(
    cacheCasesFor("sockets").map((played) => [`${played.id}: ${played.title}`, played] as const),
  )("%s", async ([, played], { expect, onTestFinished }) => {
    const stage = await startSocketStage(played);
    onTestFinished(() => stage.close());
    await expect(performCase(played, stage)).resolves.toBeUndefined();
  });
});
