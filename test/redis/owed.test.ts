/** What every store owes, over a real Redis: the contract, the plays, the cases, and the promise of privacy. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RedisConnection } from "../../src/edge/node/redis/connection.ts";
import { blobStore } from "../../src/edge/stores/blob-store.ts";
import { createSharedMarks } from "../../src/edge/stores/shared-marks.ts";
import { performPlay } from "../../src/testing/play.ts";
import { settingsOf } from "../../src/testing/play-backends.ts";
import { cacheCasesFor } from "../fixtures/cache-cases.ts";
import { playsFor } from "../fixtures/cases.ts";
import { performCase } from "../support/cache-case.ts";
import { memoryOriginOf } from "../support/memory-backends.ts";
import { memoryStage } from "../support/memory-stage.ts";
import { assertNobodySeesAnother } from "../support/nobody-sees-another.ts";
import { describeWithRedis, type RunningRedis, startRedis } from "../support/redis-process.ts";
import { farStores, openConnection, partsOver } from "../support/redis-stores.ts";
import { storeContract } from "../support/store-contract.ts";
import { layered } from "../support/store-kinds.ts";

describeWithRedis("a store in Redis", () => {
  let redis: RunningRedis;
  let connection: RedisConnection;
  beforeAll(async () => {
    redis = await startRedis();
    connection = openConnection(redis.url);
  });
  afterAll(async () => {
    connection.close();
    await redis.close();
  });

  // A log from long before, so that nothing of the tests is older.
  const parts = () => partsOver(connection, () => -10_000);

  storeContract([
    [
      "Redis",
      async () => {
        const { blobs, log } = parts();
        const now = () => 5;
        const marks = createSharedMarks({ log, now, allowance: 0 });
        await marks.catchUp();
        return blobStore({ blobs, marks, now });
      },
    ],
    ["layered (before Redis)", () => layered(parts())],
  ]);

  const far = farStores(() => connection);

  /** Where nothing is asked a second time, nothing is found; E12 counts what memory gives. */
  const plays = playsFor("www").filter(
    ({ id, steps, unusualMethod }) => id !== "E12" && steps.length > 1 && !unusualMethod,
  );

  describe("plays on an edge", () => {
    test.concurrent.for(plays.map((play) => [`${play.id}: ${play.title}`, play] as const))(
      "%s",
      async ([, play], { expect }) => {
        const stage = memoryStage(settingsOf(play, "www", memoryOriginOf), far);
        await expect(performPlay(play, stage)).resolves.toBeUndefined();
      },
    );
  });

  describe("cases of the cache", () => {
    test.concurrent.for(
      cacheCasesFor("memory").map((played) => [`${played.id}: ${played.title}`, played] as const),
    )("%s", async ([, played], { expect }) => {
      const stage = memoryStage({ profile: "rfc9111", ...played.settings }, far);
      await expect(performCase(played, stage)).resolves.toBeUndefined();
    });
  });

  test.each(["enforce", "report"] as const)(
    "nobody receives what was made for another's session (guard: %s)",
    async (guard) => {
      await expect(assertNobodySeesAnother(guard, 20, far)).resolves.toBeUndefined();
    },
  );
});
