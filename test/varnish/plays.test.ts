import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningStage } from "../../src/testing/play.ts";
import { plays } from "../fixtures/cases.ts";
import { explanations, isJudged, isOpen, judgePlay, told } from "../support/varnish-plays.ts";
import { howToInstall, whatVarnishLacks } from "../support/varnish-process.ts";
import { startVarnishStage } from "../support/varnish-stage.ts";

const lacking = await whatVarnishLacks();

if (lacking === null) {
  describe("a real Varnish with production's rules", () => {
    let varnish: RunningStage;

    beforeAll(async () => {
      varnish = await startVarnishStage();
    });
    afterAll(() => varnish.close());

    test.each(plays.filter(isJudged).map((play) => [`${play.id}: ${play.title}`, play] as const))(
      "%s",
      async (_name, play) => {
        const judgement = await judgePlay(play, varnish);
        expect(isOpen(judgement) ? told(judgement) : "").toBe("");
      },
    );
  });
} else {
  test("the oracle is not installed, so production's side of the plays is not judged here", () => {
    expect(process.env.GOVUK_EDGE_VARNISH, `${lacking} ${howToInstall}`).not.toBe("required");
    expect(lacking).toMatch(/^varnishd /);
  });
}

test("every explanation is about a play that says what production does", () => {
  const ids = new Set(plays.filter(isJudged).map(({ id }) => id));
  expect(explanations.filter(({ play }) => !ids.has(play))).toEqual([]);
  expect(new Set(explanations.map(({ play }) => play)).size).toBe(explanations.length);
});
