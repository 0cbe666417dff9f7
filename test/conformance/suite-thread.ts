/**
 * The thread in which the suite's origin and client run. It says the origin's URL, is told the cache's,
 * and says what came of the tests.
 *
 * @module
 */
import { once } from "node:events";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import * as z from "zod";
import { kindSchema } from "./suite.ts";

const functionSchema = <T extends (...args: never[]) => unknown>() =>
  z.custom<T>((value) => typeof value === "function");

type Handler = (segments: string[], request: unknown, response: unknown) => void;
const handlerSchema = z.object({ default: functionSchema<Handler>() });

const testSchema = z.looseObject({
  id: z.string(),
  kind: kindSchema.default("required"),
  depends_on: z.array(z.string()).default([]),
  browser_only: z.boolean().default(false),
});
type Test = z.infer<typeof testSchema>;
const definitionsSchema = z.object({ default: z.array(z.object({ tests: z.array(testSchema) })) });

const configSchema = z.object({
  setFetch: functionSchema<(fetch: typeof suiteFetch) => void>(),
  setBaseUrl: functionSchema<(url: string) => void>(),
});
const clientSchema = z.object({
  makeCacheTest: functionSchema<(test: Test) => Promise<void>>(),
  testResults: z.custom<Readonly<Record<string, unknown>>>((value) => typeof value === "object"),
});

const { HTTP_CACHE_TESTS: folder } = process.env;
const suiteRoot = folder ? pathToFileURL(`${folder}/`) : import.meta.resolve("http-cache-tests/package.json");

async function load<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  return schema.parse({ ...(await import(new URL(path, suiteRoot).href)) });
}

/** The suite's own server is a program; its handlers can be had. */
async function startOrigin(): Promise<string> {
  const [config, test, state] = await Promise.all(
    ["config", "test", "state"].map((name) => load(`server/handle-${name}.mjs`, handlerSchema)),
  );
  const handlers = new Map([
    ["config", config],
    ["test", test],
    ["state", state],
  ]);
  const server = createServer((request, response) => {
    const [, kind = "", ...segments] = new URL(request.url ?? "/", "http://origin").pathname.split("/");
    // Lengths that are lies, to see whether a cache repeats them: only the connection's end ends such a body.
    response.once("finish", () => {
      if (response.hasHeader("Content-Length") || response.hasHeader("Transfer-Encoding"))
        request.socket.end();
    });
    handlers.get(kind)?.default(segments, request, response);
  });
  // Longer than the pauses of the tests, so that no request meets a connection that is just being closed.
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("the origin is not listening on a port");
  return `http://127.0.0.1:${address.port}`;
}

/**
 * The suite's later versions send these two with every request, so that fetch adds none of its own, and
 * give up after ten seconds.
 */
function suiteFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (headers.get("Pragma") !== "foo") {
    headers.append("Pragma", "foo");
    headers.append("Cache-Control", "nothing-to-see-here");
  }
  const givesUp = new AbortController();
  setTimeout(() => givesUp.abort(), 10_000).unref();
  return fetch(url, { ...init, headers, signal: givesUp.signal });
}

async function runTests(tests: readonly Test[], baseUrl: string): Promise<Map<string, unknown>> {
  const config = await load("client/config.mjs", configSchema);
  const client = await load("client/test.mjs", clientSchema);
  config.setFetch(suiteFetch);
  config.setBaseUrl(baseUrl);
  // All at once: nearly all of the time is a pause of three seconds that every second test makes.
  await Promise.all(tests.map(client.makeCacheTest));
  return new Map(Object.entries(client.testResults));
}

if (parentPort === null) throw new Error("this is a thread's module");
const leftOut = z.array(z.string()).parse(workerData);
const { default: sections } = await load("tests/index.mjs", definitionsSchema);
const tests = sections.flatMap((section) => section.tests).filter((test) => !test.browser_only);
parentPort.postMessage(await startOrigin());
const [baseUrl] = z.tuple([z.string()]).parse(await once(parentPort, "message"));
const results = await runTests(
  tests.filter(({ id }) => !leftOut.includes(id)),
  baseUrl,
);
parentPort.postMessage({
  tests: tests.map(({ id, kind, depends_on }) => ({ id, kind, depends_on })),
  results,
});
