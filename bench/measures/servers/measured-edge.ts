/**
 * The edge as it is served elsewhere in the benchmark, in a process that can be told to fill its memory, and
 * asked what that takes, how long a purge is and what its processor does. It listens for that on another
 * port, the one it says first. Arguments: bytes of the cache.
 *
 * @module
 */
import { once } from "node:events";
import { Session } from "node:inspector/promises";
import { json } from "node:stream/consumers";
import { memoryStore } from "../../../src/edge/index.ts";
import { serveEdge, tuneHeap } from "../../../src/edge/node.ts";
import { numberArgument, serve } from "../../servers/server.ts";
import { fillSchema, purgeSchema } from "../orders.ts";
import { fillingOrigin, pathOf, sessionCookie } from "./filling-origin.ts";

// As the command does.
tuneHeap();
const cacheBytes = numberArgument(0);
const store = memoryStore({ maxBytes: cacheBytes });
const origin = fillingOrigin();
const { edge, port } = await serveEdge({
  edge: {
    // Nobody listens there: the pages are made in this process, so that filling takes no longer than it must.
    origin: "http://127.0.0.1:1",
    transport: origin.transport,
    store,
    cacheBytes,
    purge: { trusted: ["127.0.0.1"] },
  },
  port: 0,
});
const session = new Session();
session.connect();

const inTurn = 64;

/** Asks for each of some pages, or for one page by as many people. */
async function fill(order: unknown): Promise<object> {
  const { from, count, variants } = fillSchema.parse(order);
  const before = origin.requests();
  let next = from;
  const ask = async () => {
    while (next < from + count) {
      const number = next++;
      const path = variants ? "/one" : pathOf(number);
      const headers = variants ? { cookie: sessionCookie(number) } : {};
      const response = await edge.fetch(new Request(`http://127.0.0.1:${port}${path}`, { headers }));
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: inTurn }, ask));
  return { asked: origin.requests() - before };
}

/** Purges, several times over. The times are of the call alone, in milliseconds. */
async function purge(order: unknown): Promise<object> {
  const { times, ...what } = purgeSchema.parse(order);
  const milliseconds: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const startedAt = performance.now();
    await edge.purge("url" in what ? { ...what, url: `http://127.0.0.1:${port}${what.url}` } : what);
    milliseconds.push(performance.now() - startedAt);
  }
  return { milliseconds };
}

async function startProfile(): Promise<object> {
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: 100 });
  await session.post("Profiler.start");
  return {};
}

const orders = new Map<string, (order: unknown) => object | Promise<object>>([
  ["/fill", fill],
  ["/purge", purge],
  ["/port", () => ({ port })],
  // The peak is counted by the system, which looks away at no moment.
  [
    "/memory",
    () => ({
      resident: process.memoryUsage.rss(),
      peak: process.resourceUsage().maxRSS * 1_024,
      responses: store.entries,
      counted: store.bytes,
      ...heap(),
    }),
  ],
  ["/profile/start", startProfile],
  ["/profile/stop", () => session.post("Profiler.stop")],
]);

function heap() {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heapUsed, arrayBuffers };
}

serve(async (request, response) => {
  const order = orders.get(request.url ?? "");
  if (!order) {
    response.writeHead(404).end();
    return;
  }
  const sent = request.method === "POST" ? await json(request) : {};
  response.end(JSON.stringify(await order(sent)));
  await once(response, "close");
});
