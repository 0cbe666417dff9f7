import { describe, expect, test } from "vitest";
import { createCodecs } from "../../src/edge/www/codecs.ts";
import { performPlay } from "../../src/testing/play.ts";
import { settingsOf } from "../../src/testing/play-backends.ts";
import { playsFor } from "../fixtures/cases.ts";
import type { Play } from "../support/fixture-schema.ts";
import { memoryOriginOf } from "../support/memory-backends.ts";
import { memoryStage } from "../support/memory-stage.ts";

const codecs = createCodecs();
const isPlayable = (play: Play) => canBeAsked(play) && (codecs.hasBrotli() || !play.needsBrotli);

/** Node makes no Request with TRACE, and workerd none with a method that it does not know. */
function canBeAsked({ steps }: Play): boolean {
  try {
    for (const { client } of steps) new Request("https://www.gov.uk/", { method: client.method });
    return true;
  } catch {
    return false;
  }
}

describe.each(["account", "www"] as const)("the profile %s", (profile) => {
  const owed = playsFor(profile).filter(isPlayable);

  test.concurrent.for(owed.map((play) => [`${play.id}: ${play.title}`, play] as const))(
    "%s",
    async ([, play], { expect }) => {
      const stage = memoryStage(settingsOf(play, profile, memoryOriginOf));
      await expect(performPlay(play, stage)).resolves.toBeUndefined();
    },
  );
});

describe("the plays that are left out", () => {
  const left = playsFor("www").filter((play) => !isPlayable(play));

  test("are asked with an unusual method, or need brotli", () => {
    expect(left.filter((play) => !play.unusualMethod && !play.needsBrotli)).toEqual([]);
    expect(left.filter((play) => !play.needsBrotli)).toHaveLength(1);
  });

  test("need brotli only where the platform has none, and then the edge makes none", () => {
    const uncoded = left.some((play) => play.needsBrotli);
    expect(uncoded).toBe(!codecs.hasBrotli());
    expect(codecs.madeHere("br")).toBe(codecs.hasBrotli() ? "br" : null);
  });
});
