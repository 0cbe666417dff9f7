import { afterAll, beforeAll, expect, test } from "vitest";
import { redisBlobs } from "../../src/edge/node/redis/blobs.ts";
import { describeWithRedis, type RunningRedis, startRedis } from "../support/redis-process.ts";
import { connectionOfTest } from "../support/redis-stores.ts";

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describeWithRedis("blobs in Redis", () => {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.close());

  const blobs = (prefix: string, mostUnderWay?: number) =>
    redisBlobs({
      connection: connectionOfTest(redis.url),
      prefix,
      ...(mostUnderWay !== undefined && { mostUnderWay }),
    });

  test("come back with every byte, and nothing where there is none", async () => {
    const { get, set } = blobs("a:");
    await set("key", everyByte.subarray(3, 250), 60);
    expect(Uint8Array.from((await get("key")) ?? [])).toEqual(everyByte.subarray(3, 250));
    expect(await get("other")).toBeNull();
    await set("empty", new Uint8Array(), 60);
    expect((await get("empty"))?.byteLength).toBe(0);
  });

  test("come several at once, in the order of their keys", async () => {
    const { set, getMany } = blobs("b:");
    await set("one", everyByte, 60);
    await set("two", everyByte.subarray(128), 60);
    const lengths = (await getMany?.(["two", "none", "one"]))?.map((bytes) => bytes?.byteLength ?? null);
    expect(lengths).toEqual([128, null, 256]);
  });

  test("are cleared away by Redis, and deleted", async () => {
    const { set, get, delete: remove } = blobs("c:");
    await set("key", everyByte, 90);
    expect(Number(await redis.command("TTL", "c:key"))).toBeGreaterThan(80);
    await set("key", everyByte, 30);
    expect(Number(await redis.command("TTL", "c:key"))).toBeLessThan(31);
    await remove("key");
    expect(await get("key")).toBeNull();
  });

  test("of other edges, with another prefix, are not found", async () => {
    await blobs("d:").set("key", everyByte, 60);
    expect(await blobs("e:").get("key")).toBeNull();
  });

  test("are not written while too many bytes are on their way", async () => {
    const { set, get } = blobs("f:", 300);
    const first = set("one", everyByte, 60);
    await expect(set("two", everyByte, 60)).rejects.toMatchObject({ name: "Redis takes too long to write" });
    await first;
    await set("two", everyByte, 60);
    expect((await get("two"))?.byteLength).toBe(256);
  });
});
