/** Edges that share a Redis: what one has stored the other finds, and what one has purged it does not. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { countingApp, emptied, isPurgedElsewhere, sharingEdge, until } from "../support/redis-edges.ts";
import { describeWithRedis, type RunningRedis, startRedis } from "../support/redis-process.ts";

const hour = 3_600_000;

describeWithRedis("edges that share a Redis", () => {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => emptied(redis));
  afterAll(() => redis.close());

  /** How many records and indices are there. */
  const stored = async (of = redis) => (await of.command("KEYS", "govuk-edge:*:[ir]-*")).split("\n").length;

  /** Two edges and an app. @param redisOptions without them, they look for purges so rarely that they have to hear of them */
  async function two(redisOptions = { lookEvery: hour }) {
    const app = await countingApp();
    const options = { url: redis.url, redis: redisOptions };
    return {
      app,
      one: await sharingEdge(app.origin, options),
      other: await sharingEdge(app.origin, options),
    };
  }

  test("give each other what they have stored", async () => {
    const { app, one, other } = await two();
    expect(await one.body("/a")).toBe("1");
    await until(async () => (await stored()) === 2);
    expect(await other.body("/a")).toBe("1");
    expect(app.made).toBe(1);
  });

  test.each([
    ["a URL", { url: "http://www.gov.uk/a" }],
    ["a key", { surrogateKey: "all" }],
    ["everything", { everything: true as const }],
  ])("hear at once of a purge of %s", async (_what, order) => {
    const { one, other } = await two();
    expect(await one.body("/a")).toBe("1");
    await until(async () => (await stored()) === 2);
    expect(await other.body("/a")).toBe("1");
    expect(await one.running.edge.purge(order)).toBe("done");
    await other.told(isPurgedElsewhere);
    expect(await other.body("/a")).toBe("2");
  });

  test("write what is still to be written before they end", async () => {
    const { app, one, other } = await two();
    expect(await one.body("/a")).toBe("1");
    await one.running.close();
    expect(await other.body("/a")).toBe("1");
    expect(app.made).toBe(1);
  });

  test("go on sharing under other settings, and what these make otherwise is kept apart", async () => {
    const { app, one, other } = await two();
    const settings = { origin: app.origin, profile: "rfc9111" } as const;
    expect(await one.body("/a")).toBe("1");
    await until(async () => (await stored()) === 2);
    expect(one.running.renew({ ...settings, purge: { token: "a-new-token" } })).toEqual({ kept: true });
    expect(await one.body("/a")).toBe("1");
    expect(one.running.renew({ ...settings, defaultTtl: 9 })).toEqual({ kept: false });
    expect(await one.body("/a")).toBe("2");
    expect(await other.body("/a")).toBe("1");
    // Purges are for all.
    await other.running.edge.purge({ everything: true });
    await until(async () => (await one.body("/a")) === "3");
    expect(() => one.running.renew({ origin: "nowhere" })).toThrow("origin");
    expect(await one.body("/a")).toBe("3");
  });

  test("of two prefixes share nothing", async () => {
    const { app, one } = await two();
    const other = await sharingEdge(app.origin, { url: redis.url, redis: { prefix: "another" } });
    expect(await one.body("/a")).toBe("1");
    await until(async () => (await stored()) === 2);
    expect(await other.body("/a")).toBe("2");
  });

  test("do not share what is larger than may be", async () => {
    const { app, one } = await two();
    const small = await sharingEdge(app.origin, { url: redis.url, redis: { maxBodyBytes: 1_000 } });
    expect(await small.body("/a")).toBe("1");
    expect(await small.body("/large")).toMatch(/^2 /);
    await small.running.close();
    expect(await one.body("/a")).toBe("1");
    expect(await one.body("/large")).toMatch(/^3 /);
  });

  test("whose clocks differ purge what the one ahead has fetched before", async () => {
    const app = await countingApp();
    const edge = (skew: number) =>
      sharingEdge(app.origin, { url: redis.url, edge: { now: () => Date.now() + skew } });
    const [ahead, behind] = [await edge(450), await edge(-450)];
    const body = await ahead.body("/a");
    await ahead.running.close();
    expect(await behind.running.edge.purge({ url: "http://www.gov.uk/a" })).toBe("done");
    const third = await edge(440);
    expect(Number(await third.body("/a"))).toBeGreaterThan(Number(body));
  });

  test("purge all when Redis has lost what it knew", async () => {
    const { app, one, other } = await two({ lookEvery: 20 });
    expect(await one.body("/a")).toBe("1");
    await until(async () => (await stored()) === 2);
    expect(await other.body("/a")).toBe("1");
    await redis.command("FLUSHALL");
    for (const edge of [one, other]) await edge.told(isPurgedElsewhere);
    expect([await one.body("/a"), app.made]).toEqual(["2", 2]);
    expect(Number(await other.body("/a"))).toBeGreaterThan(1);
  });

  test("trust nothing that Redis brings back from before it was started again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "govuk-edge-redis-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const keeping = await startRedis("--dir", folder);
    onTestFinished(() => keeping.close());
    await emptied(keeping);
    const app = await countingApp();
    const one = await sharingEdge(app.origin, { url: keeping.url });
    expect(await one.body("/a")).toBe("1");
    await until(async () => (await stored(keeping)) === 2);
    await keeping.command("SAVE");
    expect(await one.running.edge.purge({ everything: true })).toBe("done");
    await one.running.close();
    await keeping.kill();
    await keeping.start();
    expect(await stored(keeping)).toBe(2);
    const other = await sharingEdge(app.origin, { url: keeping.url });
    expect(await other.body("/a")).toBe("2");
  });
});
