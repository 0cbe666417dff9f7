/** What a log of purges that was lost comes to. */
import { describe, expect, test } from "vitest";
import type { LogReading, PurgeScope } from "../../src/edge/index.ts";
import { createSharedMarks } from "../../src/edge/stores/shared-marks.ts";
import { marksOver, noon } from "../support/marks-under-test.ts";
import { sharedBackend } from "../support/shared-backend.ts";

const tag: PurgeScope = { by: "tag", tag: "k" };

describe("a log that is lost", () => {
  test.each<[how: string, lose: (backend: ReturnType<typeof sharedBackend>) => void]>([
    ["made anew", (backend) => backend.loseLog(noon)],
    ["cut off", (backend) => backend.trimLog()],
  ])("because it was %s makes all that was asked for before purged", async (_how, lose) => {
    const one = await marksOver();
    const other = await marksOver(one.backend);
    await one.purge({ by: "tag", tag: "another" });
    lose(one.backend);
    other.pass(100);
    await other.marks.catchUp();
    expect([other.says(noon + 100), other.says(noon + 1_100)]).toEqual(["gone", null]);
    expect(other.heard.map(({ scope, lag }) => [scope, lag])).toEqual([[{ by: "all" }, null]]);
  });

  test("has another epoch when it is made anew, and the same when it is cut off", async () => {
    const { marks, backend, purge } = await marksOver();
    const { epoch } = marks;
    await purge(tag);
    backend.trimLog();
    await marks.catchUp();
    expect(marks.epoch).toBe(epoch);
    backend.loseLog(noon);
    await marks.catchUp();
    expect(marks.epoch).not.toBe(epoch);
  });

  test("is known by its epoch, should nobody say that it is lost", async () => {
    const { backend } = await marksOver();
    const since = () => backend.log.since(null);
    const { marks, says } = await marksOver(backend, { log: { ...backend.log, since } });
    backend.loseLog(noon);
    await marks.catchUp();
    expect([says(noon), marks.epoch]).toEqual(["gone", "e2"]);
  });

  test("makes all that is older than it purged for who reads it from its beginning", async () => {
    const { says } = await marksOver(sharedBackend(noon - 5_000));
    expect([says(noon - 4_001), says(noon - 4_000)]).toEqual(["gone", null]);
  });

  test.each([1, 2])("is not brought back by reading %i, which began before", async (slowOne) => {
    const { backend, marks } = await marksOver();
    const slow = Promise.withResolvers<void>();
    let asked = 0;
    async function since(position: string | null): Promise<LogReading | "lost"> {
      asked += 1;
      const isSlow = asked === slowOne;
      const reading = await backend.log.since(position);
      if (isSlow) await slow.promise;
      return reading;
    }
    let time = noon;
    const late = createSharedMarks({ log: { ...backend.log, since }, now: () => time, timeLimit: 1_000 });
    if (slowOne === 2) await late.catchUp();
    const old = late.catchUp().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 0));
    backend.loseLog(noon);
    await marks.catchUp();
    time += 1_000;
    await late.catchUp();
    slow.resolve();
    await old;
    expect(late.epoch).toBe(marks.epoch);
  });
});
