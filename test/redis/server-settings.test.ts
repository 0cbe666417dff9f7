/** A Redis that is set up as docs/shared-store.md has it, and one that is not. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { countingApp, emptied, isPurgedElsewhere, isStoreNews, sharingEdge } from "../support/redis-edges.ts";
import { describeWithRedis, type RunningRedis, startRedis } from "../support/redis-process.ts";

const page = new URL("../../docs/shared-store.md", import.meta.url);

describeWithRedis("the settings of a Redis", () => {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => emptied(redis));
  afterAll(() => redis.close());

  test("an account may do what the documentation says, and that is enough", async () => {
    const [, rules = ""] = /account needs: `([^`]+)`/.exec(await readFile(page, "utf8")) ?? [];
    await redis.command("ACL", "SETUSER", "edge", "on", ">s3cret", ...rules.split(/\s+/));
    const app = await countingApp();
    const url = `redis://edge:s3cret@127.0.0.1:${redis.port}`;
    const options = { url, redis: { lookEvery: 3_600_000 } };
    const [one, other] = [await sharingEdge(app.origin, options), await sharingEdge(app.origin, options)];
    expect(await one.body("/a")).toBe("1");
    expect(await one.running.edge.purge({ everything: true })).toBe("done");
    await other.told(isPurgedElsewhere);
    await one.running.close();
    expect(await other.body("/a")).toBe("2");
    await other.running.close();
    expect(await redis.command("ACL", "LOG")).toBe("");
  });

  test("one that is full and lets nothing go takes no purges, and the edge says so", async () => {
    const app = await countingApp();
    const edge = await sharingEdge(app.origin, { url: redis.url });
    expect(await edge.body("/a")).toBe("1");
    await redis.command("CONFIG", "SET", "maxmemory", "1");
    expect(await edge.running.edge.purge({ url: "http://www.gov.uk/a" })).toBe("queued");
    expect([await edge.body("/a"), await edge.body("/b")]).toEqual(["2", "3"]);
    expect(await edge.told(isStoreNews("failed"))).toMatchObject({ detail: "put: Redis OOM" });
    await redis.command("CONFIG", "SET", "maxmemory", "0");
    expect(await edge.running.edge.purge({ everything: true })).toBe("done");
  });
});
