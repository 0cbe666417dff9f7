/**
 * The Workers rim: the edge as a module worker, configured by its bindings.
 *
 * @module
 */
// The whole name space, because the named `z` would bring all languages into the bundle.
import * as z from "zod";
import { createEdge, type Edge } from "./app.ts";
import { monitoringSchema } from "./monitoring.ts";
import type { EdgeEvent } from "./observe/events.ts";
import { settingsSchema } from "./options.ts";
import { fetchTransport } from "./origin/fetch-transport.ts";
import { purgeAccessSchema } from "./purge-requests.ts";
import type { Client } from "./request.ts";
import { withLength } from "./workers/fixed-length.ts";
import { codedByRuntime } from "./www/codecs.ts";
import { insecureOriginsOf, type WwwSettings } from "./www-config.ts";

/** The app as a service binding. */
interface Service {
  fetch(request: Request): Promise<Response>;
}

/** Numbers come as text from `[vars]`, or as numbers. */
const wholeNumber = z.coerce
  .string<string | number>()
  .regex(/^\d+$/, { error: "expected a whole number" })
  .transform(Number);

/** An object, or what JSON text says; the edge checks whether it is a configuration. */
const wwwSettings = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .transform((given, context): unknown => {
    try {
      return typeof given === "string" ? JSON.parse(given) : given;
    } catch {
      context.addIssue({ code: "custom", message: "expected JSON" });
      return z.NEVER;
    }
  })
  .pipe(z.custom<WwwSettings>((value) => typeof value === "object" && value !== null, "expected an object"));

const bindingsSchema = z.object({
  /** Where the app is: scheme, host and port. */
  ORIGIN_URL: settingsSchema.shape.origin,
  PROFILE: settingsSchema.shape.profile,
  GUARD: settingsSchema.shape.guard,
  /** Seconds. */
  DEFAULT_TTL: wholeNumber.pipe(settingsSchema.shape.defaultTtl.unwrap()).optional(),
  /** Milliseconds to the head of the app's response, connecting included. */
  FIRST_BYTE_TIMEOUT: wholeNumber
    .pipe(settingsSchema.shape.timeouts.unwrap().shape.firstByte.unwrap())
    .optional(),
  /** The rules of the profile `www`, as JSON: those of docs/configuration.md, under `www`. */
  WWW_CONFIG: wwwSettings.optional(),
  /** Opens purging to whoever sends it: a secret, set by `wrangler secret put PURGE_TOKEN`. */
  PURGE_TOKEN: purgeAccessSchema.unwrap().shape.token.unwrap().unwrap().optional(),
  /** Opens /__edge/health and /__edge/metrics to whoever sends it: a secret, as PURGE_TOKEN is. */
  MONITORING_TOKEN: monitoringSchema.unwrap().shape.token.unwrap().unwrap().optional(),
  /** In place of ORIGIN_URL; it is asked for the URL that the client asked for. */
  ORIGIN: z
    .custom<Service>((value) => typeof value === "object", { error: "expected a service binding" })
    .optional(),
});

/** The bindings that wrangler.toml sets. */
export type WorkerBindings = Partial<z.input<typeof bindingsSchema>>;

/** What the runtime gives with each request. */
interface WorkerContext {
  waitUntil(promise: Promise<unknown>): void;
}

// An isolate has 128 MB in all.
const cacheBytes = 32 * 1024 * 1024;
const maxBodyBytes = 4 * 1024 * 1024;

/** An edge, or what is wrong with the bindings it was to be made from. */
type Made = { readonly edge: Edge } | { readonly problem: string };

let last: { readonly bindings: WorkerBindings; readonly made: Made } | undefined;

/** One edge for an isolate; made anew when the runtime hands other bindings over. */
function edgeFor(bindings: WorkerBindings): Made {
  if (last?.bindings !== bindings) last = { bindings, made: makeEdge(bindings) };
  return last.made;
}

function makeEdge(bindings: WorkerBindings): Made {
  // An edge needs an origin's URL, also where a service takes its place.
  const urlUnused = bindings.ORIGIN ? { ORIGIN_URL: "http://service" } : {};
  const result = bindingsSchema.safeParse({ ...bindings, ...urlUnused });
  // Neither zod's messages nor those of createEdge repeat a value.
  if (!result.success) return { problem: z.prettifyError(result.error) };
  const { ORIGIN_URL: origin, PROFILE: profile, GUARD: guard, ORIGIN: service } = result.data;
  const { DEFAULT_TTL: defaultTtl, FIRST_BYTE_TIMEOUT: firstByte } = result.data;
  const { WWW_CONFIG: www, PURGE_TOKEN: token, MONITORING_TOKEN: monitor } = result.data;
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
    const settings = { origin, profile, guard, ...ttl, timeouts, cacheBytes, maxBodyBytes, ...rules };
    return {
      edge: createEdge({ ...settings, transport, codecs: codedByRuntime, troubleListeners: [logTrouble] }),
    };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** What goes wrong is logged as JSON; that a request was answered, the platform knows itself. */
function logTrouble(event: EdgeEvent): void {
  console.warn(JSON.stringify(event));
}

/** A service is not found by its URL, so the URL can be the one that the client asked for. */
function asAsked(request: Request): Request {
  const { pathname, search } = new URL(request.url);
  const asked = (name: string) => request.headers.get(`x-forwarded-${name}`);
  return new Request(`${asked("proto")}://${asked("host")}${pathname}${search}`, request);
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

export default {
  async fetch(request: Request, bindings: WorkerBindings, context: WorkerContext): Promise<Response> {
    const made = edgeFor(bindings);
    if ("problem" in made) return misconfigured(made.problem);
    const waitUntil = (promise: Promise<unknown>) => context.waitUntil(promise);
    return withLength(await made.edge.fetch(request, { client: clientOf(request), waitUntil }));
  },
};
