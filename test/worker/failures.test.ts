import { afterAll, beforeAll, expect, test } from "vitest";
import { ask } from "../support/worker-client.ts";
import { type HandWrittenOrigin, startOrigin } from "../support/worker-origin.ts";
import { type RunningWorker, startWorker, text } from "../support/worker-running.ts";

const running: RunningWorker[] = [];
let slow: HandWrittenOrigin;

beforeAll(async () => {
  slow = await startOrigin((request) => request.resume());
});
afterAll(async () => {
  for (const worker of running) await worker.close();
  await slow.close();
});

/** @param patience milliseconds; less than a busy machine takes would hide what else is wrong */
async function workerBefore(url: string, patience = 10_000): Promise<RunningWorker> {
  const bindings = { ORIGIN_URL: text(url), FIRST_BYTE_TIMEOUT: text(String(patience)) };
  const worker = await startWorker(bindings, { secure: true });
  running.push(worker);
  return worker;
}

/** The address of an app that was there and is gone. */
async function nobody(): Promise<string> {
  const gone = await startOrigin((_request, response) => response.end());
  await gone.close();
  return gone.url;
}

test("an app that is not there makes a page with 502", async () => {
  const { port } = await workerBefore(await nobody());
  const page = await ask(port, "/");
  expect(page.status).toBe(502);
  expect(page.header("content-type")).toBe("text/html; charset=utf-8");
  expect(page.header("cache-control")).toBe("no-store");
  expect(page.header("cache-status")).toContain("govuk-edge; fwd=uri-miss; detail=unreachable; key=");
  expect(page.body).toContain("<h1>Sorry, the service is not available</h1>");
  expect(await ask(port, "/", { method: "POST", body: "a=b" })).toMatchObject({ status: 502 });
  expect(await ask(port, "/", { method: "HEAD" })).toMatchObject({ status: 502, body: "" });
});

test("an app that is slow makes a page with 504", async () => {
  const { port } = await workerBefore(slow.url, 100);
  const page = await ask(port, "/");
  expect(page.status).toBe(504);
  expect(page.header("cache-status")).toContain("govuk-edge; fwd=uri-miss; detail=timeout; key=");
  expect(page.body).toContain("<h1>Sorry, the service took too long</h1>");
  expect(await ask(port, "/", { method: "POST", body: "a=b" })).toMatchObject({ status: 504 });
});

test("an app that does not speak HTTP makes a page with 502", async () => {
  const rude = await startOrigin((request) => request.socket.end("hello\r\n\r\n"));
  const { port } = await workerBefore(rude.url);
  expect(await ask(port, "/")).toMatchObject({ status: 502 });
  await rude.close();
});
