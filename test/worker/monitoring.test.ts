/** Health and metrics of the worker: none without a token. */
import { afterEach, expect, test } from "vitest";
import type { HeaderPairs } from "../../src/testing/play.ts";
import { ask } from "../support/worker-client.ts";
import { type RunningWorker, startWorker, text } from "../support/worker-running.ts";

let worker: RunningWorker | undefined;
afterEach(() => worker?.close());

const token = "a-token-of-operators";
const asMonitor: HeaderPairs = [["Authorization", `Bearer ${token}`]];

test("without a token, neither page is the edge's", async () => {
  worker = await startWorker({ ORIGIN_URL: text("http://127.0.0.1:9") }, { secure: true });
  const { port } = worker;
  // The app is asked, and is not there.
  expect((await ask(port, "/__edge/health", { headers: asMonitor })).status).toBe(502);
  expect((await ask(port, "/__edge/metrics", { headers: asMonitor })).status).toBe(502);
});

test("with it, who sends it sees how this isolate is, and nobody else does", async () => {
  const bindings = { ORIGIN_URL: text("http://127.0.0.1:9"), MONITORING_TOKEN: text(token) };
  worker = await startWorker(bindings, { secure: true });
  const { port } = worker;
  expect((await ask(port, "/a")).status).toBe(502);
  const health = await ask(port, "/__edge/health", { headers: asMonitor });
  expect(health.status).toBe(200);
  expect(JSON.parse(health.body)).toMatchObject({
    status: "degraded",
    reasons: [expect.stringMatching(/^backend origin: no answer \d+ s ago \(unreachable\)/)],
  });
  const metrics = await ask(port, "/__edge/metrics", { headers: asMonitor });
  expect(metrics.body).toMatch(
    /^govuk_edge_requests_total\{decision="error",method="GET",status="5xx"\} 1$/m,
  );
  expect(metrics.body).not.toContain("open_connections");
  expect((await ask(port, "/__edge/health")).status).toBe(401);
  expect((await ask(port, "/__edge/metrics")).status).toBe(401);
});
