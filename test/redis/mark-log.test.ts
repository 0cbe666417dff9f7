import { afterAll, beforeAll, expect, test } from "vitest";
import { type LogReading, markText, type SharedMark } from "../../src/edge/index.ts";
import { describeWithRedis, type RunningRedis, startRedis } from "../support/redis-process.ts";
import { connectionOfTest, partsOver } from "../support/redis-stores.ts";

const mark = (time: number, key = "https://www.gov.uk/ü"): SharedMark => ({
  scope: { by: "url", key },
  soft: false,
  time,
  from: "one",
});

function reading(given: LogReading | "lost"): LogReading {
  if (given === "lost") throw new Error("The log is lost.");
  return given;
}

describeWithRedis("the log of purges in Redis", () => {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  /** A log that two hold. */
  function twoLogs(kept?: number) {
    const connection = connectionOfTest(redis.url);
    return partsOver(connection, () => 1_000.5, kept);
  }

  test("gives each mark to whoever was not given it yet, whole", async () => {
    const { log } = twoLogs();
    const first = reading(await log.since(null));
    expect(first).toMatchObject({ begins: 1_000.5, marks: [] });
    const time = 1_767_268_800_000 + 1 / 1024;
    await log.append([mark(time), mark(time + 1)]);
    const second = reading(await log.since(first.position));
    expect(second).toMatchObject({ epoch: first.epoch, marks: [mark(time), mark(time + 1)] });
    expect(reading(await log.since(second.position)).marks).toEqual([]);
    expect(reading(await log.since(null))).toEqual(second);
  });

  test("says when nothing is to be had of it any more, and is another one then", async () => {
    const { log, key } = twoLogs();
    const before = reading(await log.since(null));
    await log.append([mark(2_000)]);
    await redis.command("DEL", key);
    expect(await log.since(before.position)).toBe("lost");
    const after = reading(await log.since(null));
    expect(after.epoch).not.toBe(before.epoch);
    expect(after).toMatchObject({ begins: 1_000.5, marks: [] });
  });

  test("is made anew by a purge, and whoever knew the old one is told", async () => {
    const { log, key } = twoLogs();
    const before = reading(await log.since(null));
    await redis.command("DEL", key);
    await log.append([mark(2_000)]);
    expect(await log.since(before.position)).toBe("lost");
    expect(reading(await log.since(null)).marks).toEqual([mark(2_000)]);
  });

  test("cuts off its beginning, and says up to when", async () => {
    const { log } = twoLogs(2);
    const start = reading(await log.since(null));
    await log.append([3_000.25, 1, 2_000, 2_500].map((time) => mark(time)));
    expect(await log.since(start.position)).toBe("lost");
    const whole = reading(await log.since(null));
    expect(whole).toMatchObject({ epoch: start.epoch, begins: 3_000.25, marks: [mark(2_000), mark(2_500)] });
    await log.append([mark(4_000)]);
    expect(reading(await log.since(whole.position)).marks).toEqual([mark(4_000)]);
    expect(reading(await log.since(null))).toMatchObject({ begins: 3_000.25 });
  });

  test("is lost when another server goes on with a copy of it", async () => {
    const { log, key } = twoLogs();
    const before = reading(await log.since(null));
    const [, ...rest] = (await redis.command("LINDEX", key, "0")).split(" ");
    await redis.command("LSET", key, "0", ["another", ...rest].join(" "));
    expect(await log.since(before.position)).toBe("lost");
    expect(reading(await log.since(null)).epoch).not.toBe(before.epoch);
  });

  test("with a mark that nobody can read, may be about anything", async () => {
    const { log, key } = twoLogs();
    const before = reading(await log.since(null));
    await log.append([mark(400)]);
    await redis.command("RPUSH", key, `500 ${markText(mark(500)).replace("url", "new")}`);
    expect(await log.since(before.position)).toBe("lost");
    expect(reading(await log.since(null))).toMatchObject({ begins: 1_000.5, marks: [mark(400)] });
  });

  test("tells whoever listens", async () => {
    const heard: (() => void)[] = [];
    const connection = connectionOfTest(redis.url, () => heard.shift()?.());
    const { log } = partsOver(connection, () => 0);
    const next = () => new Promise<void>((resolve) => heard.push(resolve));
    await next();
    const again = next();
    await log.append([mark(1)]);
    await expect(again).resolves.toBeUndefined();
  });

  test("is not read from a replica, which may not know of all purges", async () => {
    const { log } = twoLogs();
    await log.since(null);
    await redis.command("REPLICAOF", "127.0.0.1", "1");
    const refused = log.since(null);
    await expect(refused).rejects.toMatchObject({ name: "Redis READONLY" });
    await redis.command("REPLICAOF", "NO", "ONE");
    expect(reading(await log.since(null)).marks).toEqual([]);
  });
});
