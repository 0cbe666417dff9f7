import { describe, expect, onTestFinished, test } from "vitest";
import { cacheCasesFor } from "../fixtures/cache-cases.ts";
import { performCase } from "../support/cache-case.ts";
import { startSocketStage } from "../support/socket-stage.ts";

describe("over real sockets", () => {
  test.each(cacheCasesFor("sockets").map((played) => [`${played.id}: ${played.title}`, played] as const))(
    "%s",
    async (_name, played) => {
      const stage = await startSocketStage(played);
      onTestFinished(() => stage.close());
      await expect(performCase(played, stage)).resolves.toBeUndefined();
    },
  );
});
