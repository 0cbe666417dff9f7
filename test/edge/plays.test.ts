import { describe, expect, test } from "vitest";
import { playsFor } from "../fixtures/cases.ts";
import { memoryStage } from "../support/memory-stage.ts";
import { performPlay } from "../support/play.ts";

describe.each(["account", "www"] as const)("the profile %s", (profile) => {
  test.each(playsFor(profile).map((play) => [`${play.id}: ${play.title}`, play] as const))(
    "%s",
    async (_name, play) => {
      const stage = memoryStage({ profile, guard: play.guard });
      await expect(performPlay(play, stage)).resolves.toBeUndefined();
    },
  );
});
