/** What health and metrics say of an edge that shares a Redis. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { metricsText } from "../support/metrics-text.ts";
import { countingApp, emptied, isStoreNews, sharingEdge } from "../support/redis-edges.ts";
import { describeWithRedis, type RunningRedis, startRedis } from "../support/redis-process.ts";

describeWithRedis("health and metrics with Redis", () => {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => emptied(redis));
  afterAll(() => redis.close());

  const edge = { monitoring: { trusted: ["127.0.0.1"] } };

  test("metrics say how much is in the memory before it", async () => {
    const app = await countingApp();
    const { body } = await sharingEdge(app.origin, { url: redis.url, edge });
    await body("/a");
    const { samples } = metricsText(await body("/__edge/metrics"));
    expect(samples.get("govuk_edge_stored_responses")).toBe(1);
    expect(samples.get("govuk_edge_purge_lag_seconds_count")).toBe(0);
  });

  test("health names a Redis that is gone", async () => {
    const app = await countingApp();
    const { body, told } = await sharingEdge(app.origin, { url: redis.url, edge });
    expect(JSON.parse(await body("/__edge/health"))).toMatchObject({ status: "ready", reasons: [] });
    await redis.kill();
    await told(isStoreNews("degraded"));
    expect(JSON.parse(await body("/__edge/health"))).toMatchObject({
      status: "degraded",
      reasons: [expect.stringContaining("the shared store is left alone")],
    });
    await redis.start();
  });
});
