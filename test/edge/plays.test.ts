import { expect, test } from "vitest";
import { playsFor } from "../fixtures/cases.ts";
import { memoryStage } from "../support/memory-stage.ts";
import { performPlay } from "../support/play.ts";

test.each(playsFor("account").map((play) => [`${play.id}: ${play.title}`, play] as const))(
  "%s",
  async (_name, play) => {
    const stage = memoryStage({ profile: "account", guard: play.guard });
    await expect(performPlay(play, stage)).resolves.toBeUndefined();
  },
);
