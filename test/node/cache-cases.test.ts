import { describe, expect, onTestFinished, test } from "vitest";
import { cacheCases } from "../fixtures/cache-cases.ts";
import { performCase } from "../support/cache-case.ts";
import { startSocketStage } from "../support/socket-stage.ts";

describe("over real sockets", () => {
  test.each(cacheCases.map((played) => [`${played.id}: ${played.title}`, played] as const))(
    "%s",
    async (_name, played) => {
      const stage = await startSocketStage(played);
      onTestFinished(() => stage.close());
      await expect(performCase(played, stage)).resolves.toBeUndefined();
    },
  );
});
