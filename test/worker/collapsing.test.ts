/** Requests for one page at one time, in one isolate. */
import { request as ask } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { type HandWrittenOrigin, startOrigin } from "../support/worker-origin.ts";
import { type RunningWorker, startWorker, text } from "../support/worker-running.ts";

let origin: HandWrittenOrigin | undefined;
let worker: RunningWorker | undefined;

afterEach(async () => {
  await worker?.close();
  await origin?.close();
});

/** An app whose head, and whose second half, come when the test says so. */
async function start() {
  const asked: string[] = [];
  const head = Promise.withResolvers<void>();
  const rest = Promise.withResolvers<void>();
  origin = await startOrigin(async (request, response) => {
    asked.push(request.url ?? "");
    await head.promise;
    response.writeHead(200, { "Cache-Control": "max-age=60", "Content-Type": "image/png" }).write("first ");
    await rest.promise;
    response.end(`half ${asked.length}`);
  });
  const running = await startWorker({ ORIGIN_URL: text(origin.url) }, { direct: true });
  worker = running;

  /** A client, and the way in which it leaves: workerd takes no notice of one that only sends no more. */
  function visit() {
    const { promise: body, resolve, reject } = Promise.withResolvers<string>();
    const sent = ask({ port: running.port, path: "/page", headers: { host: "www.gov.uk" } });
    sent.on("response", (response) => void textOf(response).then(resolve, reject)).on("error", reject);
    sent.end();
    body.catch(() => undefined);
    return { body, leave: () => sent.socket?.resetAndDestroy() };
  }

  return { asked, head, rest, visit };
}

/** Long enough for a request to have reached the worker; what comes later makes no test fail. */
const reached = () => new Promise((resolve) => setTimeout(resolve, 100));

test("who comes while a page is fetched shares it", async () => {
  const { asked, head, rest, visit } = await start();
  const clients = [visit(), visit(), visit()];
  await expect.poll(() => asked.length).toBe(1);
  await reached();
  head.resolve();
  await reached();
  clients.push(visit());
  rest.resolve();
  for (const { body } of clients) expect(await body).toBe("first half 1");
  expect(asked).toHaveLength(1);
});

test.each(["head", "rest"] as const)(
  "who began to fetch it may leave before its %s, and the others get it all the same",
  async (before) => {
    const { asked, head, rest, visit } = await start();
    const first = visit();
    await expect.poll(() => asked.length).toBe(1);
    const second = visit();
    await reached();
    if (before === "rest") head.resolve();
    await reached();
    first.leave();
    await reached();
    head.resolve();
    rest.resolve();
    expect(await second.body).toBe("first half 1");
    expect(asked).toHaveLength(1);
  },
);
