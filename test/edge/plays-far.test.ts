/** The plays again, on an edge that finds what is stored in a slow store and nothing in memory. */
import { describe, test } from "vitest";
import { createCodecs } from "../../src/edge/www/codecs.ts";
import { performPlay } from "../../src/testing/play.ts";
import { settingsOf } from "../../src/testing/play-backends.ts";
import { playsFor } from "../fixtures/cases.ts";
import type { Play } from "../support/fixture-schema.ts";
import { memoryOriginOf } from "../support/memory-backends.ts";
import { memoryStage } from "../support/memory-stage.ts";
import { farStores } from "../support/store-kinds.ts";

/** Where nothing is asked a second time, nothing is found; Node makes no Request with TRACE, workerd no other. */
const isAbout = ({ id, steps, needsBrotli, unusualMethod }: Play) =>
  // How often something was a hit is counted on what memory holds.
  id !== "E12" && steps.length > 1 && !unusualMethod && (!needsBrotli || createCodecs().hasBrotli());

const plays = playsFor("www").filter(isAbout);

describe.each(farStores)("%s", (_where, makeStore) => {
  test.concurrent.for(plays.map((play) => [`${play.id}: ${play.title}`, play] as const))(
    "%s",
    async ([, play], { expect }) => {
      const stage = memoryStage(settingsOf(play, "www", memoryOriginOf), makeStore);
      await expect(performPlay(play, stage)).resolves.toBeUndefined();
    },
  );
});
