/**
 * The Workers rim: the edge as a module worker, configured by its bindings.
 *
 * @module
 */
// The whole name space, because the named `z` would bring all languages into the bundle.
import * as z from "zod";
import { createDeployedEdge, type Edge } from "./app.ts";
import type { EdgeEvent } from "./observe/events.ts";
import { fetchTransport } from "./origin/fetch-transport.ts";
import type { Client } from "./request.ts";
import { bindingsSchema, type WorkerBindings } from "./workers/bindings.ts";
import { durableLeases } from "./workers/collapse.ts";
import { withLength } from "./workers/fixed-length.ts";
import { type WorkerStore, workerStore } from "./workers/stores.ts";
import { codedByRuntime } from "./www/codecs.ts";
import { insecureOriginsOf } from "./www-config.ts";

export type { WorkerBindings } from "./workers/bindings.ts";
export { Collapse } from "./workers/collapse.ts";

/** What the runtime gives with each request. */
interface WorkerContext {
  waitUntil(promise: Promise<unknown>): void;
}

const maxBodyBytes = 4 * 1024 * 1024;

/** An edge, or what is wrong with the bindings it was to be made from. */
type Made = (Pick<WorkerStore, "afterwards"> & { readonly edge: Edge }) | { readonly problem: string };

let last: { readonly bindings: WorkerBindings; readonly made: Made } | undefined;

/**
 * One edge for an isolate; made anew when the runtime hands other bindings over.
 *
 * @param place the data centre, which an isolate never leaves
 */
function edgeFor(bindings: WorkerBindings, place: string): Made {
  if (last?.bindings !== bindings) last = { bindings, made: makeEdge(bindings, place) };
  return last.made;
}

function makeEdge(bindings: WorkerBindings, place: string): Made {
  // An edge needs an origin's URL, also where a service takes its place.
  const urlUnused = bindings.ORIGIN ? { ORIGIN_URL: "http://service" } : {};
  const result = bindingsSchema.safeParse({ ...bindings, ...urlUnused });
  // Neither zod's messages nor those of createEdge repeat a value.
  if (!result.success) return { problem: z.prettifyError(result.error) };
  const { ORIGIN_URL: origin, PROFILE: profile, GUARD: guard, ORIGIN: service } = result.data;
  const { DEFAULT_TTL: defaultTtl, FIRST_BYTE_TIMEOUT: firstByte } = result.data;
  const { WWW_CONFIG: www, PURGE_TOKEN: token, MONITORING_TOKEN: monitor } = result.data;
  const { COLLAPSE: objects, PURGES, RESPONSES } = result.data;
  // A mirror is somewhere else, and found by its URL.
  const isForApp = (request: Request) => new URL(request.url).origin === origin;
  const transport = fetchTransport((request) =>
    service && isForApp(request) ? service.fetch(asAsked(request)) : fetch(request),
  );
  if (insecureOriginsOf(origin, www).length > 0) {
    return { problem: "WWW_CONFIG: a backend is insecure, which is for development alone" };
  }
  const ttl = defaultTtl === undefined ? {} : { defaultTtl };
  const timeouts = firstByte === undefined ? {} : { firstByte };
  try {
    const rules = {
      ...(www && { www }),
      ...(token !== undefined && { purge: { token } }),
      ...(monitor !== undefined && { monitoring: { token: monitor } }),
    };
    const settings = { origin, profile, guard, ...ttl, timeouts, maxBodyBytes, ...rules };
    const { store, afterwards } = storeOf(result.data);
    if (store.health?.state === "degraded") console.warn(`The store is degraded: ${store.health.why}.`);
    // Where nothing is shared, waiting for others brings nothing.
    const leases = objects && PURGES && RESPONSES !== "off" && { leases: durableLeases(objects, place) };
    const parts = { transport, store, ...leases, codecs: codedByRuntime, troubleListeners: [logTrouble] };
    return { edge: createDeployedEdge({ ...settings, ...parts }), afterwards };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function storeOf(bindings: z.output<typeof bindingsSchema>): WorkerStore {
  const { ORIGIN_URL, PROFILE, GUARD, DEFAULT_TTL, WWW_CONFIG, PURGES, PURGE_TOKEN } = bindings;
  return workerStore({
    now: Date.now,
    memoryBytes: bindings.MEMORY_BYTES,
    purges: PURGES ?? null,
    readSeconds: bindings.PURGES_READ_SECONDS,
    responses: bindings.RESPONSES,
    rules: [ORIGIN_URL, PROFILE, GUARD, DEFAULT_TTL ?? null, maxBodyBytes, WWW_CONFIG ?? null],
    isPurgeable: PURGE_TOKEN !== undefined,
  });
}

/** What goes wrong is logged as JSON; that a request was answered, the platform knows itself. */
function logTrouble(event: EdgeEvent): void {
  console.warn(JSON.stringify(event));
}

/** A service is not found by its URL, so the URL can be the one that the client asked for. */
function asAsked(request: Request): Request {
  const { pathname, search } = new URL(request.url);
  const asked = (name: string) => request.headers.get(`x-forwarded-${name}`);
  const onward = new Request(`${asked("proto")}://${asked("host")}${pathname}${search}`, request);
  // As a client's own request has it; the runtime adds none between workers.
  onward.headers.set("host", asked("host") ?? "");
  return onward;
}

function misconfigured(problem: string): Response {
  console.error(`The worker's variables are not valid:\n${problem}`);
  return new Response("This worker is misconfigured. Its log names the variables that are wrong.\n", {
    status: 500,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}

/** The client as the platform tells it: the platform overwrites CF-Connecting-IP. */
function clientOf(request: Request): Client {
  const url = new URL(request.url);
  return {
    address: request.headers.get("cf-connecting-ip") ?? "unknown",
    scheme: url.protocol === "https:" ? "https" : "http",
    host: url.host,
  };
}

const platformFields = z.object({ cf: z.object({ colo: z.string() }) });

/** The data centre, where the platform tells it. */
function placeOf(request: Request): string {
  return platformFields.safeParse(request).data?.cf.colo ?? "";
}

export default {
  async fetch(request: Request, bindings: WorkerBindings, context: WorkerContext): Promise<Response> {
    const made = edgeFor(bindings, placeOf(request));
    if ("problem" in made) return misconfigured(made.problem);
    const waitUntil = (promise: Promise<unknown>) => context.waitUntil(promise);
    const answer = Promise.resolve(made.edge.fetch(request, { client: clientOf(request), waitUntil }));
    // Others may wait for what this request fetches, so it goes on when its client leaves.
    waitUntil(answer.then(made.afterwards, () => undefined));
    return withLength(await answer);
  },
};
