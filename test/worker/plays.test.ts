import { afterAll, beforeAll, expect, test } from "vitest";
import { playsFor } from "../fixtures/cases.ts";
import { performPlay } from "../support/play.ts";
import { leftOut, startWorkerStage, type WorkerStage } from "../support/worker-stage.ts";

let theatre: WorkerStage;

beforeAll(async () => {
  theatre = await startWorkerStage();
});
afterAll(() => theatre.close());

const played = playsFor("account").filter((play) => !leftOut.has(play.id));

test.each(played.map((play) => [`${play.id}: ${play.title}`, play] as const))("%s", async (_name, play) => {
  await expect(performPlay(play, theatre.stageFor(play))).resolves.toBeUndefined();
});

test("each play that is left out is still lost, so that the list stays short", async () => {
  const plays = playsFor("account").filter((play) => leftOut.has(play.id));
  expect(plays).toHaveLength(leftOut.size);
  for (const play of plays) await expect(performPlay(play, theatre.stageFor(play))).rejects.toThrow(play.id);
});
