/** Whatever clients ask and the origin says, in whatever order: every answer is one that RFC 9111 permits. */
import fc from "fast-check";
import { test } from "vitest";
import { complaints } from "./judge.ts";
import { asPlay } from "./play.ts";
import { holds } from "./runs.ts";
import { script } from "./script.ts";
import { openStage } from "./stage.ts";

test("every answer is one that a shared cache may give", { timeout: 600_000 }, async () => {
  const property = fc.asyncProperty(script, async (steps) => {
    const stage = openStage();
    await stage.perform(steps);
    await stage.finish();
    const found = complaints(stage.history);
    if (found.length > 0) throw new Error(asPlay(stage.history, found));
  });
  await holds(property, 500);
});
