/** `govuk-edge serve --redis` in processes of their own: one is killed while it writes, or Redis comes late. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { freePort } from "../../bench/processes.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { endLeftovers, type Serve, startOrigin, startServe } from "../cli/support.ts";
import { emptied, until } from "../support/redis-edges.ts";
import { describeWithRedis, type RunningRedis, startRedis } from "../support/redis-process.ts";

const pages = Array.from({ length: 24 }, (_, nth) => `/page-${nth}`);

/** A body of some megabytes that says of itself whether it is whole. */
function bodyOf(path: string, made: number): Buffer {
  const rest = Buffer.alloc(3 * 2 ** 20, `${path} ${made} `);
  return Buffer.concat([createHash("sha256").update(rest).digest(), rest]);
}

const isWhole = (body: Buffer) =>
  createHash("sha256").update(body.subarray(32)).digest().equals(body.subarray(0, 32));

describeWithRedis("processes that share a Redis", () => {
  let redis: RunningRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(() => emptied(redis));
  afterAll(() => redis.close());
  afterAll(endLeftovers);

  async function startApp() {
    let made = 0;
    const app = await startOrigin(({ url = "" }, response) => {
      made += 1;
      response.setHeader("Cache-Control", "max-age=600").setHeader("Vary", "GOVUK-Account-Session");
      response.end(url.startsWith("/page") ? bodyOf(url, made) : String(made));
    });
    onTestFinished(() => app.close());
    return { url: app.url, made: () => made };
  }

  /** The page under the one name by which all edges are asked. */
  async function get(serve: Serve, path: string): Promise<Buffer> {
    const response = await fetch(new URL(path, serve.url), { headers: { "x-forwarded-host": "www.gov.uk" } });
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  }

  /** The same on a connection of its own. */
  async function getAlone(serve: Serve, url: string): Promise<string> {
    const headers: [string, string][] = [
      ["x-forwarded-host", "www.gov.uk"],
      ["connection", "close"],
    ];
    const port = Number(new URL(serve.url).port);
    return (await sendRaw({ port, method: "GET", url, host: "localhost", headers })).body;
  }

  const serveWith = (app: { readonly url: string }, ...flags: string[]) =>
    startServe(["--origin", app.url, "--trust-proxy", "loopback", ...flags]);

  test("one is killed while it writes, and the other goes on and gives nothing torn", async () => {
    const app = await startApp();
    const flags = ["--redis", redis.url];
    const [one, other] = await Promise.all([serveWith(app, ...flags), serveWith(app, ...flags)]);
    const small = Array.from({ length: 40 }, (_, nth) => `/small-${nth}`);
    const stored = await Promise.all(small.map(async (path) => String(await get(one, path))));
    await until(async () => (await redis.command("KEYS", "*:[ir]-*")).split("\n").length === 80);
    const asked = pages.map((path) => get(one, path).catch(() => null));
    // Many are on their way by now.
    await Promise.any(asked);
    await one.stop("SIGKILL");
    await Promise.all(asked);
    // On a machine that is busy the app may be faster than Redis, and Redis left alone for a while.
    const isFound = async () => stored.includes(String(await get(other, small.pop() ?? "/none")));
    await expect.poll(isFound, { interval: 250 }).toBe(true);
    const bodies = await Promise.all(pages.map((path) => get(other, path)));
    expect(bodies.filter((body) => !isWhole(body))).toEqual([]);
    expect((await other.stop()).code).toBe(0);
  });

  test("Redis comes late: it is said that it is not there, and that it is, and nowhere what it is asked by", async () => {
    const app = await startApp();
    const port = await freePort();
    const serve = await serveWith(app, "--redis", `redis://:s3cret@127.0.0.1:${port}`);
    await serve.printed(/WARNING: The shared store fails.*ECONNREFUSED/);
    expect(String(await get(serve, "/a"))).toBe("1");
    expect(String(await get(serve, "/a"))).toBe("1");
    const late = await startRedis("--port", String(port), "--requirepass", "s3cret");
    onTestFinished(() => late.close());
    await serve.printed(/The shared store has recovered/);
    const { code, stdout, stderr } = await serve.stop();
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`shares   pages and purges, in redis://…@127.0.0.1:${port}`);
    expect(stdout).not.toContain("s3cret");
  });

  test("several workers and another edge obey one purge", async () => {
    const app = await startApp();
    const variables = { GOVUK_EDGE_REDIS: redis.url, GOVUK_EDGE_PURGE_TOKEN: "a-token-of-mine" };
    const start = (...flags: string[]) =>
      startServe(["--origin", app.url, "--trust-proxy", "loopback", ...flags], { variables });
    const [many, single] = await Promise.all([start("--workers", "2"), start()]);
    expect(String(await get(single, "/a"))).toBe("1");
    await until(async () => (await redis.command("KEYS", "*:[ir]-*")).split("\n").length === 2);
    // Connections of their own, so that more than one worker is asked.
    const ofMany = () => Promise.all(Array.from({ length: 8 }, async () => String(await get(many, "/a"))));
    await ofMany();
    const before = app.made();
    const purged = await fetch(new URL("/__edge/purge", many.url), {
      method: "POST",
      headers: { "fastly-key": variables.GOVUK_EDGE_PURGE_TOKEN, "content-type": "application/json" },
      body: '{"everything":true}',
    });
    expect(purged.status).toBe(200);
    await single.printed(/Purged as another edge was asked to: everything/);
    expect(Number(await get(single, "/a"))).toBeGreaterThan(before);
    const oldest = async () => Math.min(...(await ofMany()).map(Number));
    await until(async () => (await oldest()) > before);
    expect(await oldest()).toBeGreaterThan(before);
    await Promise.all([many.stop(), single.stop()]);
  });

  test("while Redis is away, all workers obey a purge at one of them before it is answered", async () => {
    const app = await startApp();
    const late = await startRedis();
    onTestFinished(() => late.close());
    const variables = { GOVUK_EDGE_REDIS: late.url, GOVUK_EDGE_PURGE_TOKEN: "a-token-of-mine" };
    const flags = ["--origin", app.url, "--trust-proxy", "loopback", "--workers", "3"];
    const serve = await startServe(flags, { variables });
    await late.kill();
    await serve.printed(/(The shared store fails[\s\S]*){3}/);
    const ofAll = async () => {
      const bodies: number[] = [];
      // Each connection is taken by the next worker.
      for (let nth = 0; nth < 6; nth += 1) bodies.push(Number(await getAlone(serve, "/a")));
      return bodies;
    };
    expect(new Set(await ofAll()).size).toBe(3);
    const before = app.made();
    const purged = await fetch(new URL("/__edge/purge", serve.url), {
      method: "POST",
      headers: { "fastly-key": variables.GOVUK_EDGE_PURGE_TOKEN, "content-type": "application/json" },
      body: '{"everything":true}',
    });
    // The other machines do not know of it yet.
    expect([purged.status, await purged.json()]).toMatchObject([202, { status: "queued" }]);
    expect(Math.min(...(await ofAll()))).toBeGreaterThan(before);
    await serve.stop();
  });
});
