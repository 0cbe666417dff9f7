import { describe, expect, onTestFinished, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startScriptedOrigin } from "../../src/testing/node/scripted-origin.ts";
import { performPlay } from "../../src/testing/play.ts";
import { plays, playsFor } from "../fixtures/cases.ts";
import { startPlayStage } from "../support/play-socket-stage.ts";
import { startRim } from "./support.ts";

describe.each(["account", "www"] as const)("over real sockets, the profile %s", (profile) => {
  const owed = playsFor(profile).filter((play) => !play.refusedByNode);

  test.concurrent.for(owed.map((play) => [`${play.id}: ${play.title}`, play] as const))(
    "%s",
    async ([, play], { expect, onTestFinished }) => {
      const stage = await startPlayStage(play, profile);
      onTestFinished(() => stage.close());
      await expect(performPlay(play, stage)).resolves.toBeUndefined();
    },
  );
});

describe("the plays that are left out", () => {
  const refused = plays
    .filter(({ refusedByNode }) => refusedByNode)
    .flatMap(({ id, title, steps }) => steps.map(({ client }) => [`${id}: ${title}`, client] as const));

  test.each(refused)("%s: Node's parser answers 400, and the edge is not asked", async (_name, client) => {
    const origin = await startScriptedOrigin();
    onTestFinished(() => origin.close());
    const { port, events } = await startRim(origin.port);
    expect((await sendRaw({ ...client, host: "www.gov.uk", port })).status).toBe(400);
    expect([events, origin.seenByOrigin()]).toEqual([[], null]);
  });
});
