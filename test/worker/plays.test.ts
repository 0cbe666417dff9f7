import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { performPlay } from "../../src/testing/play.ts";
import { playsFor } from "../fixtures/cases.ts";
import { leftOutOfWorkerd, startWorkerTheatre, type WorkerTheatre } from "../support/worker-stage.ts";

let theatre: WorkerTheatre;

beforeAll(async () => {
  theatre = await startWorkerTheatre();
});
afterAll(() => theatre.close());

describe.each(["account", "www"] as const)("over the bundled worker, the profile %s", (profile) => {
  const owed = playsFor(profile);
  const played = owed.filter((play) => leftOutOfWorkerd(play) === null);

  test.each(played.map((play) => [`${play.id}: ${play.title}`, play] as const))("%s", async (_name, play) => {
    const stage = await theatre.stageFor(play, profile);
    onTestFinished(() => stage.close());
    await expect(performPlay(play, stage)).resolves.toBeUndefined();
  });

  const left = owed.flatMap((play) => {
    const why = leftOutOfWorkerd(play);
    return why === null ? [] : [[`${play.id}, because ${why}`, play] as const];
  });

  test.each(left)("%s: is still lost, so that the list stays short", async (_name, play) => {
    const stage = await theatre.stageFor(play, profile);
    onTestFinished(() => stage.close());
    await expect(performPlay(play, stage)).rejects.toThrow();
  });
});
