/** A Redis that is away: what is served meanwhile, what is said of it, and what is never served after. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../bench/processes.ts";
import { redisStores } from "../../src/edge/node/redis/stores.ts";
import { testCertificate } from "../support/certificate.ts";
import {
  countingApp,
  cutProxyOfTest,
  emptied,
  isPurgedElsewhere,
  isStoreNews,
  type SharingEdge,
  sharingEdge,
  until,
} from "../support/redis-edges.ts";
import { describeWithRedis, type RunningRedis, startRedis } from "../support/redis-process.ts";

const degraded = isStoreNews("degraded");
const recovered = isStoreNews("recovered");

/** So that what is wrong is noticed where nobody asks. */
const often = { lookEvery: 50, rest: 100, timeLimit: 250 };

describeWithRedis("a Redis that is away", () => {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => emptied(redis));
  afterAll(() => redis.close());

  /** Asks for new pages until the edge says that it goes on without Redis. */
  async function askedUntilDegraded({ body, told }: SharingEdge): Promise<void> {
    let isTold = false;
    const telling = told(degraded).then(() => {
      isTold = true;
    });
    for (let nth = 0; !isTold; nth += 1) expect(Number(await body(`/new-${nth}`))).toBeGreaterThan(0);
    await telling;
  }

  test("that ends is done without, from memory and the app, until it is there again", async () => {
    const app = await countingApp();
    const edge = await sharingEdge(app.origin, { url: redis.url, redis: often });
    expect(await edge.body("/a")).toBe("1");
    await redis.kill();
    await askedUntilDegraded(edge);
    expect(await edge.body("/a")).toBe("1");
    await redis.start();
    await emptied(redis);
    await edge.told(recovered);
    // It was another Redis, for all that anybody knows.
    expect(Number(await edge.body("/a"))).toBe(app.made);
    expect(app.made).toBeGreaterThan(2);
  });

  test("that is silent is done without, and used again when it answers", async () => {
    const app = await countingApp();
    const edge = await sharingEdge(app.origin, { url: redis.url, redis: often });
    expect(await edge.body("/a")).toBe("1");
    redis.pause();
    try {
      await askedUntilDegraded(edge);
      expect(await edge.body("/a")).toBe("1");
    } finally {
      redis.resume();
    }
    await edge.told(recovered);
    expect(await edge.body("/a")).toBe("1");
  });

  test("and whose connections say nothing any more is asked by others", async () => {
    const app = await countingApp();
    const proxy = await cutProxyOfTest(redis.port);
    const edge = await sharingEdge(app.origin, {
      url: `redis://127.0.0.1:${proxy.port}`,
      redis: { ...often, patience: { silence: 300, ping: 50, retry: 50 } },
    });
    expect(await edge.body("/a")).toBe("1");
    proxy.freeze();
    await askedUntilDegraded(edge);
    await edge.told(recovered);
    expect(await edge.body("/a")).toBe("1");
  });

  test("from one edge alone: what others purge meanwhile, that edge does not give when it is back", async () => {
    const app = await countingApp();
    const proxy = await cutProxyOfTest(redis.port);
    const one = await sharingEdge(app.origin, { url: redis.url, redis: often });
    const cutOff = await sharingEdge(app.origin, { url: `redis://127.0.0.1:${proxy.port}`, redis: often });
    expect(await one.body("/a")).toBe("1");
    expect(await one.body("/b")).toBe("2");
    await until(async () => (await redis.command("KEYS", "*:r-*")).split("\n").length === 2);
    expect([await cutOff.body("/a"), await cutOff.body("/b")]).toEqual(["1", "2"]);
    proxy.cut();
    await cutOff.told(degraded);
    expect(await one.running.edge.purge({ url: "http://www.gov.uk/a" })).toBe("done");
    proxy.mend();
    await cutOff.told(recovered);
    expect([await cutOff.body("/a"), await cutOff.body("/b")]).toEqual(["3", "2"]);
    expect(Number(await one.body("/a"))).toBeGreaterThan(2);
  });

  test("from one edge alone: what that edge purges meanwhile, the others hear of when it is back", async () => {
    const app = await countingApp();
    const proxy = await cutProxyOfTest(redis.port);
    const one = await sharingEdge(app.origin, { url: redis.url, redis: often });
    const cutOff = await sharingEdge(app.origin, { url: `redis://127.0.0.1:${proxy.port}`, redis: often });
    expect(await one.body("/a")).toBe("1");
    proxy.cut();
    await cutOff.told(degraded);
    expect(await cutOff.running.edge.purge({ url: "http://www.gov.uk/a" })).toBe("queued");
    expect(await one.body("/a")).toBe("1");
    proxy.mend();
    await one.told(isPurgedElsewhere);
    expect(await one.body("/a")).toBe("2");
  });

  /** What a store says of itself, once it knows whether Redis is there. */
  async function healthOver(url: string, ca?: string): Promise<string> {
    const stores = redisStores({ url, ...(ca !== undefined && { ca }) });
    const store = stores.storeFor({ cacheBytes: 1_000, shape: "", now: Date.now });
    const told: string[] = [];
    const isKnown = Promise.withResolvers<void>();
    store.attach?.({
      tick: Date.now,
      purgedElsewhere: () => isKnown.resolve(),
      tell({ what, detail }) {
        told.push(detail);
        if (what === "degraded") isKnown.resolve();
      },
    });
    await isKnown.promise;
    const { health } = store;
    await stores.close();
    return health?.state === "degraded" ? health.why : "ready";
  }

  test("from the start is said at once, and why", async () => {
    expect(await healthOver("redis://127.0.0.1:1")).toContain("ECONNREFUSED");
    expect(await healthOver("redis://nowhere.invalid")).toContain("ENOTFOUND");
    expect(await healthOver(redis.url)).toBe("ready");
  });

  test("or that nobody vouches for is not told anything", async () => {
    const { cert, key } = await testCertificate();
    const folder = await mkdtemp(join(tmpdir(), "govuk-edge-redis-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const at = (name: string) => join(folder, name);
    await Promise.all([writeFile(at("cert.pem"), cert), writeFile(at("key.pem"), key)]);
    const port = await freePort();
    const files = ["--tls-cert-file", at("cert.pem"), "--tls-key-file", at("key.pem")];
    const secure = await startRedis("--tls-port", String(port), ...files, "--tls-auth-clients", "no");
    onTestFinished(() => secure.close());
    expect(await healthOver(`rediss://localhost:${port}`)).toContain("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(await healthOver(`rediss://localhost:${port}`, cert)).toBe("ready");
  });

  test("for who has no password is said without it", async () => {
    const closed = await startRedis("--requirepass", "s3cret");
    const at = (who: string) => `redis://${who}127.0.0.1:${closed.port}`;
    try {
      const wrong = await healthOver(at(":wr0ng@"));
      expect(wrong).toContain("WRONGPASS");
      expect(wrong).not.toContain("wr0ng");
      expect(await healthOver(at(""))).toContain("NOAUTH");
      expect(await healthOver(at(":s3cret@"))).toBe("ready");
    } finally {
      await closed.close();
    }
  });
});
