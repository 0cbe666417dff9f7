/**
 * The Node rim: an edge on a socket, over http, or over https with HTTP/2.
 *
 * @module
 */
import { createServer, type IncomingMessage, ServerResponse } from "node:http";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { Server, Socket } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { createEdge, type Edge, type EdgeBindings } from "./app.ts";
import type { Fields } from "./fields/fields.ts";
import { clientFinder } from "./node/clients.ts";
import { zlibCompressor } from "./node/compressors.ts";
import { eitherServer } from "./node/either.ts";
import { writeInterim } from "./node/interim.ts";
import { memoryTroubles } from "./node/memory-troubles.ts";
import { rawValue } from "./node/raw-headers.ts";
import { noHost, refusalOf } from "./node/refusals.ts";
import { onTimers } from "./node/timers.ts";
import { type TrustedProxies, trustedProxies } from "./node/trust.ts";
import { undiciTransport } from "./node/undici-transport.ts";
import { breakOff, writeRefusal, writeResponse, writeStored } from "./node/write-response.ts";
import type { EdgeParts, EdgeSettings } from "./options.ts";
import { type Client, type ClientRequest, normalisedTarget } from "./request.ts";
import { createCodecs } from "./www/codecs.ts";
import { insecureOriginsOf } from "./www-config.ts";

/** A certificate and its key, as PEM. */
export interface TlsCredentials {
  readonly cert: string;
  readonly key: string;
}

/** What the Node rim takes. */
export interface NodeEdgeOptions {
  readonly edge: EdgeSettings & Partial<EdgeParts>;
  /** 0 takes a free one. */
  readonly port: number;
  /** The address to listen on; loopback by default. */
  readonly hostname?: string;
  /** With it, the edge speaks https: HTTP/2, and HTTP/1.1 for clients that do not. */
  readonly tls?: TlsCredentials;
  /** Proxies whose X-Forwarded-* are believed: `loopback`, addresses or ranges. */
  readonly trustProxy?: readonly string[];
}

/** An edge that listens. */
export interface RunningEdge {
  readonly edge: Edge;
  readonly port: number;
  /** Ends all connections, to clients and to the origin. */
  close(): Promise<void>;
}

type Incoming = IncomingMessage | Http2ServerRequest;
type Outgoing = ServerResponse | Http2ServerResponse;
type Handler = (incoming: Incoming, outgoing: Outgoing) => void;
type Arrived = Pick<EdgeBindings, "client" | "asked">;

/**
 * Starts an edge.
 *
 * @throws {Error} when an option is wrong, or the port is taken (code EADDRINUSE)
 * @example
 * const running = await serveEdge({ edge: { origin: "http://127.0.0.1:3000" }, port: 9080 });
 * await running.close();
 */
export async function serveEdge(options: NodeEdgeOptions): Promise<RunningEdge> {
  const trusted = trustedProxies(options.trustProxy ?? []);
  const origin = undiciTransport({ insecure: insecureOriginsOf(options.edge.origin, options.edge.www) });
  const edge = createEdge({
    transport: origin.transport,
    codecs: createCodecs(zlibCompressor),
    schedule: onTimers,
    troubles: memoryTroubles,
    ...options.edge,
  });
  const underWay = { requests: 0 };
  const handle = requestHandler(edge, trusted, underWay);
  const server = serverFor(options, handle);
  const sockets = socketsOf(server);
  edge.metrics?.watch({ connections: () => sockets.size, requests: () => underWay.requests });
  async function close(): Promise<void> {
    edge.stopping();
    edge.close();
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await Promise.all([closed, origin.close()]);
  }
  try {
    return { edge, port: await listen(server, options.port, options.hostname ?? "127.0.0.1"), close };
  } catch (error) {
    // Its probes have begun.
    await close();
    throw error;
  }
}

/** In the profile `www` who comes to an https port without TLS is heard too, and sent to https. */
function serverFor({ tls, edge }: NodeEdgeOptions, handle: Handler): Server {
  // A request without a body then goes without a stream's life: that saves each hit some 5 %.
  const plain = () => createServer({ optimizeEmptyRequests: true }, handle);
  if (!tls) return plain();
  const secure = createSecureServer({ ...tls, allowHTTP1: true }, handle);
  const redirects = edge.profile === "www" && edge.www?.forceTls !== false;
  return redirects ? eitherServer(secure, plain()) : secure;
}

/**
 * What is done with each request: memory is asked first, then the app.
 *
 * @param underWay counts those that the app is asked for; a plain hit is over before anybody could look
 */
function requestHandler(edge: Edge, trusted: TrustedProxies, underWay: { requests: number }) {
  const clientOf = clientFinder(trusted);
  const arrived = new WeakMap<Incoming, Arrived>();
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const onInterim = (status: number, fields: Fields) => writeInterim(outgoing, status, fields);
      const response = await edge.fetch(request, { ...arrived.get(incoming), onInterim });
      await writeResponse(response, outgoing);
      // A clone is the platform's own Response, even where another stands in its place in this process;
      // node-server would take that other one for an answer still to be written.
      return RESPONSE_ALREADY_SENT.clone();
    },
    { overrideGlobalObjects: false, errorHandler: refuse },
  );

  function handle(incoming: Incoming, outgoing: Outgoing): void {
    const client = clientOf(incoming);
    const refusal = refusalOf(incoming, client);
    if (refusal || client === null) {
      writeRefusal(outgoing, refusal ?? noHost);
      return;
    }
    const asked = askedOf(incoming, client);
    // HTTP/2 keeps no order of fields, so it has nothing to gain from the stored form.
    const answer = asked && outgoing instanceof ServerResponse ? edge.fromMemory(asked) : null;
    if (answer && outgoing instanceof ServerResponse) {
      writeStored(answer, outgoing);
      return;
    }
    arrived.set(incoming, { client, ...(asked && { asked }) });
    underWay.requests += 1;
    listener(incoming, outgoing)
      .catch(() => breakOff(outgoing))
      .finally(() => {
        underWay.requests -= 1;
      });
  }

  return (incoming: Incoming, outgoing: Outgoing): void => {
    try {
      handle(incoming, outgoing);
    } catch {
      // Whatever went wrong concerns one request, and ends no more than that.
      breakOff(outgoing);
    }
  };
}

/** The answer to a request that cannot be one; the app answers everything else itself. */
function refuse(error: unknown): Response {
  if (!(error instanceof RequestError)) throw error;
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
  return new Response("The request's target is not a path of this server.\n", { status: 400, headers });
}

/** The request as the edge sees it; null for a target that is no path of ours. */
function askedOf(incoming: Incoming, client: Client): ClientRequest | null {
  const { method, url, rawHeaders } = incoming;
  // Absolute form, `*` and what is no path are rare, and the app's business.
  if (method === undefined || !url?.startsWith("/") || url.includes("\\")) return null;
  const get = (name: string) => rawValue(rawHeaders, name);
  return { method, target: normalisedTarget(url), client, get };
}

/** The open connections of a server, so that closing it need not wait for idle ones. */
function socketsOf(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

function listen(server: Server, port: number, hostname: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
