/**
 * The Node rim: an edge on a socket, over http, or over https with HTTP/2.
 *
 * @module
 */
import { type IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Server, Socket } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Edge, EdgeBindings } from "./app.ts";
import type { Fields } from "./fields/fields.ts";
import { clientFinder } from "./node/clients.ts";
import { writeInterim } from "./node/interim.ts";
import { limitsSchema, type ServerLimits, type ServerLimitsGiven } from "./node/limits.ts";
import { rawValue } from "./node/raw-headers.ts";
import type { RedisSettings } from "./node/redis/stores.ts";
import { noHost, refusalOf } from "./node/refusals.ts";
import { cacheBytesOf, type NodeEdgeSettings, renewableEdge } from "./node/renewable.ts";
import { createEdgeServer, type TlsCredentials } from "./node/server.ts";
import { memoryStores, type ProcessGroup, storesAmong } from "./node/store-source.ts";
import { type TrustedProxies, trustedProxies } from "./node/trust.ts";
import { breakOff, writeRefusal, writeResponse } from "./node/write-response.ts";
import { storedWriter } from "./node/write-stored.ts";
import { type Client, type ClientRequest, normalisedTarget } from "./request.ts";

export { tuneHeap } from "./node/heap.ts";
export type { ServerLimits, ServerLimitsGiven } from "./node/limits.ts";
export type { RedisSettings } from "./node/redis/stores.ts";
export type { TlsCredentials } from "./node/server.ts";

/** What the Node rim takes. */
export interface NodeEdgeOptions {
  readonly edge: NodeEdgeSettings;
  /** 0 takes a free one. */
  readonly port: number;
  /** The address to listen on; loopback by default. */
  readonly hostname?: string;
  /** With it, the edge speaks https: HTTP/2, and HTTP/1.1 for clients that do not. */
  readonly tls?: TlsCredentials;
  /** Proxies whose X-Forwarded-* are believed: `loopback`, addresses or ranges. */
  readonly trustProxy?: readonly string[];
  /** What one client may ask of the server; each has a default. */
  readonly limits?: ServerLimitsGiven;
  /** Where stored responses and purges are shared with other edges. It need not be there at the start. */
  readonly redis?: RedisSettings;
  /** The processes of which this is one. */
  readonly group?: ProcessGroup;
}

/** An edge that listens. */
export interface RunningEdge {
  /** The one of the moment: `renew` puts another in its place. */
  readonly edge: Edge;
  readonly port: number;
  /**
   * Goes by other settings from the next request on, without ending a connection.
   *
   * @returns whether what is stored was kept
   * @throws {Error} when a setting is wrong, naming it; then the old ones stay in force
   */
  renew(edge: NodeEdgeSettings): { readonly kept: boolean };
  /** New connections get this certificate. Nothing happens where https is not spoken. */
  renewTls(tls: TlsCredentials): void;
  /**
   * Takes no more requests, and ends all connections, to clients and to the origin.
   *
   * @param within milliseconds that answers under way have to come to their end; none by default
   */
  close(within?: number): Promise<void>;
}

/** For so many bytes of the cache there may be one of answers as they are written, besides. */
const textsInCache = 8;

type Incoming = IncomingMessage | Http2ServerRequest;
type Outgoing = ServerResponse | Http2ServerResponse;
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
  const limits = limitsSchema.parse(options.limits ?? {});
  const { tls, redis, edge } = options;
  const { profile, www } = edge;
  // Loaded where it is used alone: it has a client of some size.
  const stores = redis ? (await import("./node/redis/stores.ts")).redisStores(redis) : memoryStores;
  const textBytes = cacheBytesOf(edge) / textsInCache / (options.group?.processes ?? 1);
  const renewable = renewableEdge(edge, options.group ? storesAmong(options.group, stores) : stores);
  // In the profile `www` who comes without TLS is sent to https.
  const plainToo = profile === "www" && www?.forceTls !== false;
  const underWay = { requests: 0 };
  const handle = requestHandler(renewable.current, trusted, limits, textBytes, underWay);
  const served = createEdgeServer({ tls, plainToo, limits, handle });
  renewable.watch({ connections: served.connections, requests: () => underWay.requests });
  async function close(within = 0): Promise<void> {
    renewable.current().stopping();
    await served.close(within);
    await renewable.close();
  }
  try {
    const port = await listen(served.server, options.port, options.hostname ?? "127.0.0.1");
    return {
      get edge() {
        return renewable.current();
      },
      port,
      renewTls: served.renewTls,
      renew: renewable.renew,
      close,
    };
  } catch (error) {
    // Its probes have begun.
    await close();
    throw error;
  }
}

/**
 * What is done with each request: memory is asked first, then the app.
 *
 * @param textBytes of stored answers that are kept as they are written
 * @param underWay counts those that the app is asked for; a plain hit is over before anybody could look
 */
function requestHandler(
  current: () => Edge,
  trusted: TrustedProxies,
  limits: ServerLimits,
  textBytes: number,
  underWay: { requests: number },
) {
  const clientOf = clientFinder(trusted);
  const writeStored = storedWriter(textBytes);
  const arrived = new WeakMap<Incoming, Arrived>();
  // Connections whose last answer is under way: Node still gives what follows in the same packet.
  const refused = new WeakSet<Socket>();
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const onInterim = (status: number, fields: Fields) => writeInterim(outgoing, status, fields);
      const response = await current().fetch(request, { ...arrived.get(incoming), onInterim });
      await writeResponse(response, outgoing);
      // A clone is the platform's own Response, even where another stands in its place in this process;
      // node-server would take that other one for an answer still to be written.
      return RESPONSE_ALREADY_SENT.clone();
    },
    { overrideGlobalObjects: false, errorHandler: refuse },
  );

  function handle(incoming: Incoming, outgoing: Outgoing): void {
    const client = clientOf(incoming);
    const refusal = refusalOf(incoming, client, limits);
    if (refusal || client === null) {
      if (refusal?.closes) refused.add(incoming.socket);
      writeRefusal(outgoing, refusal ?? noHost);
      return;
    }
    const asked = askedOf(incoming, client);
    // HTTP/2 keeps no order of fields, so it has nothing to gain from the stored form.
    const answer = asked && outgoing instanceof ServerResponse ? current().fromMemory(asked) : null;
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
    if (outgoing instanceof ServerResponse && refused.has(incoming.socket)) return;
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
