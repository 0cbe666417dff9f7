/**
 * The Workers rim: the edge as a module worker, configured by its bindings.
 *
 * @module
 */
import { z } from "zod";
import { createEdge, type Edge } from "./app.ts";
import { settingsSchema } from "./options.ts";
import { fetchTransport } from "./origin/fetch-transport.ts";
import type { Client } from "./request.ts";

const bindingsSchema = z.object({
  /** Where the app is: scheme, host and port. */
  ORIGIN_URL: settingsSchema.shape.origin,
  PROFILE: settingsSchema.shape.profile,
  GUARD: settingsSchema.shape.guard,
  /** Seconds. */
  DEFAULT_TTL: z.coerce.number().pipe(z.int().min(0)).optional(),
});

/** The bindings that wrangler.toml sets. */
export type WorkerBindings = z.input<typeof bindingsSchema> & {
  /** The app as a service binding; it is then reached through this, and sees the URL's Host. */
  readonly ORIGIN?: { fetch(request: Request): Promise<Response> };
};

/** What the runtime gives with each request. */
interface WorkerContext {
  waitUntil(promise: Promise<unknown>): void;
}

// An isolate has 128 MB in all.
const cacheBytes = 32 * 1024 * 1024;
const maxBodyBytes = 4 * 1024 * 1024;

let made: { readonly bindings: WorkerBindings; readonly edge: Edge } | undefined;

/** One edge for an isolate; made anew when the runtime hands other bindings over. */
function edgeFor(bindings: WorkerBindings): Edge {
  if (made?.bindings === bindings) return made.edge;
  const result = bindingsSchema.safeParse(bindings);
  if (!result.success)
    throw new Error(`The worker's variables are not valid:\n${z.prettifyError(result.error)}`);
  const { ORIGIN_URL: origin, PROFILE: profile, GUARD: guard, DEFAULT_TTL: defaultTtl } = result.data;
  const service = bindings.ORIGIN;
  const transport = fetchTransport((request) => (service ? service.fetch(request) : fetch(request)));
  const ttl = defaultTtl === undefined ? {} : { defaultTtl };
  const edge = createEdge({ origin, profile, guard, ...ttl, cacheBytes, maxBodyBytes, transport });
  made = { bindings, edge };
  return edge;
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
    const waitUntil = (promise: Promise<unknown>) => context.waitUntil(promise);
    return edgeFor(bindings).fetch(request, { client: clientOf(request), waitUntil });
  },
};
