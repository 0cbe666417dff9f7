/**
 * The Node rim: an edge on a socket, over http, or over https with HTTP/2.
 *
 * @module
 */
import type { Server } from "node:net";
import type { Edge } from "./app.ts";
import { limitsSchema, type ServerLimitsGiven } from "./node/limits.ts";
import type { RedisSettings } from "./node/redis/stores.ts";
import { cacheBytesOf, type NodeEdgeSettings, renewableEdge } from "./node/renewable.ts";
import { requestHandler } from "./node/request-handler.ts";
import { createEdgeServer, type TlsCredentials } from "./node/server.ts";
import { memoryStores, type ProcessGroup, storesAmong } from "./node/store-source.ts";
import { trustedProxies } from "./node/trust.ts";

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
  const { current } = renewable;
  const handle = requestHandler({ current, trusted, limits, textBytes, underWay });
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
