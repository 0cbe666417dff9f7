/** Health, metrics, Server-Timing and what a log says, from `serve`: on a desk, and deployed. */
import { expect, test } from "vitest";
import { metricsText } from "../support/metrics-text.ts";
import { startServe, useOrigin } from "./support.ts";

const origin = useOrigin();
const token = "a-token-of-operators";
const production = { NODE_ENV: "production" };
const asMonitor = { headers: { Authorization: `Bearer ${token}` } };

test.concurrent("on this machine alone, whoever is at it may look, and answers tell their times", async () => {
  const serve = await startServe(["--origin", origin.url]);
  const page = await fetch(`${serve.url}/a`);
  expect(page.headers.get("server-timing")).toMatch(
    /^edge;dur=[\d.]+, origin;dur=[\d.]+, cache;desc="miss"$/,
  );
  const health = await fetch(`${serve.url}/__edge/health`);
  expect(await health.json()).toMatchObject({ status: "ready", profile: "account" });
  const { samples } = metricsText(await (await fetch(`${serve.url}/__edge/metrics`)).text());
  expect(samples.get('govuk_edge_requests_total{decision="miss",method="GET",status="2xx"}')).toBe(1);
  await serve.stop();
});

test.concurrent("with www, Server-Timing says what production's says, unless it is told otherwise", async () => {
  const flags = ["--origin", origin.url, "--profile", "www", "--trust-proxy", "loopback"];
  const told = async (more: readonly string[]) => {
    const serve = await startServe([...flags, ...more]);
    const { headers } = await fetch(`${serve.url}/a`, { headers: { "X-Forwarded-Proto": "https" } });
    await serve.stop();
    return headers.get("server-timing");
  };
  expect(await told([])).toBe("cacheMiss");
  expect(await told(["--server-timing"])).toMatch(/^cacheMiss, edge;dur=/);
});

test.concurrent("deployed, all may ask whether it is ready, and nobody sees more or is told times", async () => {
  const serve = await startServe(["--origin", origin.url], { variables: production });
  expect(await (await fetch(`${serve.url}/__edge/health`)).json()).toEqual({ status: "ready" });
  expect((await fetch(`${serve.url}/__edge/metrics`)).status).toBe(403);
  expect((await fetch(`${serve.url}/a`)).headers.get("server-timing")).toBeNull();
  await serve.stop();
});

test.concurrent("a token opens it there, and is never shown", async () => {
  const variables = { ...production, GOVUK_EDGE_MONITORING_TOKEN: token };
  const serve = await startServe(["--origin", origin.url, "--server-timing"], { variables });
  expect((await fetch(`${serve.url}/__edge/metrics`)).status).toBe(401);
  expect((await fetch(`${serve.url}/__edge/metrics`, asMonitor)).status).toBe(200);
  expect(await (await fetch(`${serve.url}/__edge/health`, asMonitor)).json()).toMatchObject({ reasons: [] });
  expect((await fetch(`${serve.url}/a`)).headers.get("server-timing")).toContain("cache");
  const { stdout, stderr } = await serve.stop();
  expect(stdout + stderr).not.toContain(token);
});

test.concurrent("a line of the log as JSON has all that is documented of a request", async () => {
  const serve = await startServe(["--origin", origin.url, "--json"]);
  await (await fetch(`${serve.url}/a?code=a-code-nobody-may-see`)).text();
  await (await fetch(`${serve.url}/a?code=a-code-nobody-may-see`)).text();
  await serve.printed(/"decision":"hit"/);
  const { stdout } = await serve.stop();
  const lines: unknown[] = stdout
    .trim()
    .split("\n")
    .filter((line) => line.includes('"type":"request"'))
    .map((line) => JSON.parse(line));
  const common = {
    level: "info",
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    type: "request",
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    target: "/a?code=a-code… (21 characters)",
    method: "GET",
    host: new URL(serve.url).host,
    status: 200,
    cache: expect.any(Object),
    reason: null,
    duration: expect.any(Number),
    session: null,
    msg: expect.any(String),
  };
  expect(lines).toEqual([
    { ...common, decision: "miss", originTime: expect.any(Number), bytes: expect.any(Number) },
    { ...common, decision: "hit", originTime: null, bytes: expect.any(Number) },
  ]);
});
