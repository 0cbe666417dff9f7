/** What the Node rim adds to health and metrics: connections, requests under way, memory, and stopping. */
import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import packaged from "../../package.json" with { type: "json" };
import { memoryTroubles } from "../../src/edge/node/memory-troubles.ts";
import { version } from "../../src/edge/version.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { metricsText } from "../support/metrics-text.ts";
import { startApp, startRim } from "./support.ts";

const monitoring = { trusted: ["127.0.0.1"] };

/** Asks on a connection of its own, which is among those that are counted. */
async function sample(port: number, name: string): Promise<number | undefined> {
  const { body } = await get(port, "/__edge/metrics");
  return metricsText(body).samples.get(`govuk_edge_${name}`);
}

function get(port: number, url: string) {
  return sendRaw({ port, method: "GET", url, host: "localhost", headers: [] });
}

test("open connections and requests under way are gauges, and go down again", async () => {
  const waiting = Promise.withResolvers<() => void>();
  const app = await startApp((_request, response) => waiting.resolve(() => response.end("done")));
  const { port } = await startRim(app, { edge: { monitoring } });
  const idle = connect(port, "127.0.0.1");
  await once(idle, "connect");
  const answer = get(port, "/slow");
  const finish = await waiting.promise;
  // The request for the metrics is under way itself.
  expect(await sample(port, "requests_under_way")).toBe(2);
  expect(await sample(port, "open_connections")).toBe(3);
  finish();
  expect((await answer).body).toBe("done");
  idle.destroy();
  await expect.poll(() => sample(port, "requests_under_way")).toBe(1);
  await expect.poll(() => sample(port, "open_connections")).toBe(1);
});

test("a request whose client leaves is under way no more", async () => {
  const asked = Promise.withResolvers<void>();
  const app = await startApp((_request, response) => {
    response.write("a part");
    asked.resolve();
  });
  const { port } = await startRim(app, { edge: { monitoring } });
  const leaving = new AbortController();
  const answer = fetch(`http://127.0.0.1:${port}/endless`, { signal: leaving.signal });
  await asked.promise;
  await answer;
  expect(await sample(port, "requests_under_way")).toBe(2);
  leaving.abort();
  await expect.poll(() => sample(port, "requests_under_way")).toBe(1);
});

test("plain hits are counted though they go by the app, with their bytes", async () => {
  const app = await startApp((_request, response) => {
    response.setHeader("Cache-Control", "max-age=60").end("12345");
  });
  const { port, store } = await startRim(app, { edge: { monitoring } });
  for (let nth = 0; nth < 4; nth += 1) {
    await (await fetch(`http://127.0.0.1:${port}/a`)).text();
    await store.reaches(1);
  }
  expect(await sample(port, 'requests_total{decision="hit",method="GET",status="2xx"}')).toBe(3);
  expect(await sample(port, "response_bytes_total")).toBe(20);
});

test("an edge that closes says so first, for who still comes on a connection that is open", async () => {
  const app = await startApp((_request, response) => response.end());
  const rim = await startRim(app, { edge: { monitoring } });
  const closed = rim.close();
  const said = await rim.edge.fetch(new Request("http://localhost/__edge/health"), {
    client: { address: "127.0.0.1", scheme: "http", host: "localhost" },
  });
  expect([said.status, await said.json()]).toMatchObject([503, { status: "stopping" }]);
  await closed;
});

test("the version that it names is the package's", () => {
  expect(version).toBe(packaged.version);
});

test("little memory that is left is named, of the heap and of the container", () => {
  const use = { heap: 50, heapLimit: 100, resident: 50, constrained: 100 };
  expect(memoryTroubles(() => use)).toEqual([]);
  expect(memoryTroubles(() => ({ ...use, heap: 91 }))).toEqual([
    "memory: 91 % of the heap is used. Start it with a larger --max-old-space-size, or a smaller cache.",
  ]);
  expect(memoryTroubles(() => ({ ...use, resident: 95 }))).toHaveLength(1);
  expect(memoryTroubles(() => ({ ...use, resident: 95, constrained: 0 }))).toEqual([]);
  expect(memoryTroubles()).toEqual([]);
});
