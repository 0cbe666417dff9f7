/**
 * An edge in this process, before a real app: what `testEdge` and plays within a test runner have in common.
 *
 * @module
 */
import { createEdge, type Edge } from "../edge/app.ts";
import type { EdgeEvent } from "../edge/observe/events.ts";
import type { EdgeSettings } from "../edge/options.ts";
import type { OriginTransport } from "../edge/origin/transport.ts";
import { type FetchHandler, handlerTransport } from "./handler-transport.ts";
import type { ClientGot } from "./play-scene.ts";
import { type Rehearsal, rehearsal } from "./rehearsal.ts";
import type { ClientAsks, Site } from "./stage.ts";

/** What stands behind the edge, and how the edge is to be. */
export interface AppEdgeOptions extends Omit<EdgeSettings, "origin"> {
  /** The app: its address (scheme, host and port), a fetch handler, or something that has one, such as a Hono app. */
  readonly origin: string | URL | FetchHandler | { fetch(request: Request): Response | Promise<Response> };
  /** The host that is asked for: www.gov.uk by default. */
  readonly host?: string;
  /** Whether it is asked for over TLS; it is by default. */
  readonly tls?: boolean;
  /** How to reach an app that has an address; on Node that needs not be said. */
  readonly transport?: OriginTransport;
  /** The app's clock, by which it dates its answers, in milliseconds since 1970; the system's by default. */
  readonly appNow?: () => number;
}

/** An edge, and all around it. */
export interface AppEdge {
  readonly edge: Edge;
  readonly around: Rehearsal;
  readonly site: Site;
  /** What the edge told, the latest last. */
  readonly events: readonly EdgeEvent[];
  send(asks: ClientAsks): Promise<ClientGot>;
  close(): Promise<void>;
}

/** Nobody is asked there: the app is a function. */
const inProcess = "http://app.internal";

/**
 * An edge with an empty cache.
 *
 * @throws {Error} when a setting is wrong, naming it
 */
export function appEdge({ origin, host, tls, transport, appNow, ...settings }: AppEdgeOptions): AppEdge {
  const site = { host: host ?? "www.gov.uk", tls: tls ?? true };
  const address = origin instanceof URL ? origin.origin : typeof origin === "string" ? origin : inProcess;
  const way = wayTo(origin, address, transport, settings.www);
  const around = rehearsal(way.transport, address, appNow ?? Date.now);
  const events: EdgeEvent[] = [];
  const edge = createEdge({
    // As production does, so that a test sees what it would have shown.
    guard: "report",
    ...settings,
    ...around.parts,
    origin: address,
    listeners: [(event) => void events.push(event)],
  });
  return {
    edge,
    around,
    site,
    events,
    send: (asks) =>
      around.settled(async () => read(await edge.fetch(requestOf(asks), { client: clientOf(asks) }))),
    async close() {
      edge.close();
      await way.close();
    },
  };
}

interface Way {
  readonly transport: OriginTransport;
  close(): Promise<void>;
}

function wayTo(
  origin: AppEdgeOptions["origin"],
  address: string,
  transport: OriginTransport | undefined,
  www: EdgeSettings["www"],
): Way {
  const close = async () => undefined;
  if (transport) return { transport, close };
  if (typeof origin === "function") return { transport: handlerTransport(origin), close };
  if (typeof origin === "object" && !(origin instanceof URL)) {
    return { transport: handlerTransport((request) => origin.fetch(request)), close };
  }
  return lazily(async () => (await import("./node/url-transport.ts")).urlTransport(address, www));
}

/** A way that is made when somebody first goes it. */
function lazily(make: () => Promise<Way>): Way {
  let made: Promise<Way> | null = null;
  const way = () => {
    made ??= make();
    return made;
  };
  return {
    transport: async (request) => (await way()).transport(request),
    close: async () => (await made)?.close(),
  };
}

function requestOf({ method, url, host, headers, tls, body }: ClientAsks): Request {
  // As bytes: with a text comes a Content-Type that the client never said.
  const bytes = body === undefined ? null : new TextEncoder().encode(body);
  const fields = new Headers();
  for (const [name, value] of headers) fields.append(name, value);
  const init = { method, headers: fields, body: bytes, redirect: "manual" } as const;
  return new Request(`${tls ? "https" : "http"}://${host}${url}`, init);
}

/** What a rim would tell of the client. */
function clientOf({ address, ja3, host, tls }: ClientAsks) {
  const scheme: "http" | "https" = tls ? "https" : "http";
  return { address: address ?? "127.0.0.1", scheme, host, ...(ja3 !== undefined && { ja3 }) };
}

async function read(response: Response): Promise<ClientGot> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const body = new TextDecoder().decode(bytes);
  return { interim: [], status: response.status, headers: [...response.headers], body, bytes };
}
