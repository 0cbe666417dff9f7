/** Requests for one page at one time, in two isolates that share a Durable Object. */
import { afterEach, expect, test } from "vitest";
import { type HandWrittenOrigin, startOrigin } from "../support/worker-origin.ts";
import {
  collapseObjects,
  kvNamespace,
  startWorkerPair,
  type Which,
  type WorkerPair,
} from "../support/worker-pair.ts";
import { type Bindings, text } from "../support/worker-running.ts";

let origin: HandWrittenOrigin | undefined;
let pair: WorkerPair | undefined;

afterEach(async () => {
  await pair?.close();
  await origin?.close();
});

/** An app that answers when it is told to. */
async function start(own: Bindings) {
  const asked: string[] = [];
  const held = Promise.withResolvers<void>();
  origin = await startOrigin(async (request, response) => {
    const url = request.url ?? "";
    if (url !== "/begin") {
      asked.push(url);
      await held.promise;
    }
    response.setHeader("Cache-Control", url === "/private" ? "private" : "max-age=60");
    response.end(`${url} ${asked.length}`);
  });
  const bindings: Bindings = { ORIGIN_URL: text(origin.url), PURGES: kvNamespace(), ...own };
  const running = await startWorkerPair({ one: bindings, two: bindings });
  pair = running;
  await running.ask("one", "/begin");
  await running.ask("two", "/begin");
  running.pass(2_000);
  const get = async (which: Which, url: string) => (await running.ask(which, url)).body;
  return { get, asked, answer: () => held.resolve() };
}

/** Long enough for a request to have reached the app, if it goes there. */
const reached = () => new Promise((resolve) => setTimeout(resolve, 300));

test("one asks the app, and the other gives what that has stored", async () => {
  const { get, asked, answer } = await start({ COLLAPSE: collapseObjects });
  const answers = [get("one", "/page"), get("two", "/page"), get("two", "/page")];
  await expect.poll(() => asked.length).toBe(1);
  await reached();
  expect(asked).toEqual(["/page"]);
  answer();
  expect(await Promise.all(answers)).toEqual(["/page 1", "/page 1", "/page 1"]);
});

test("what may not be shared is asked for by each", async () => {
  const { get, asked, answer } = await start({ COLLAPSE: collapseObjects });
  const answers = [get("one", "/private"), get("two", "/private")];
  await expect.poll(() => asked.length).toBe(1);
  answer();
  expect(new Set(await Promise.all(answers)).size).toBe(2);
});

test.each<[what: string, own: Bindings]>([
  ["without the object", {}],
  ["where nothing stored is shared", { COLLAPSE: collapseObjects, RESPONSES: text("off") }],
])("%s each asks for itself", async (_what, own) => {
  const { get, asked, answer } = await start(own);
  const answers = [get("one", "/page"), get("two", "/page")];
  await expect.poll(() => asked.length).toBe(2);
  answer();
  expect(await Promise.all(answers)).toEqual(["/page 2", "/page 2"]);
});
