/**
 * The server on the socket: http, https with HTTP/2, or both on one port, each with the same limits.
 *
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import type { Server, Socket } from "node:net";
import { eitherServer } from "./either.ts";
import type { ServerLimits } from "./limits.ts";
import { openFilesLimit, roomForClients } from "./open-files.ts";
import type { UnderWay } from "./unreadable.ts";

/** A certificate and its key, as PEM. */
export interface TlsCredentials {
  readonly cert: string;
  readonly key: string;
}

/** What a server is made with. */
export interface ServerParts {
  readonly tls: TlsCredentials | undefined;
  /** Whether who comes to an https port without TLS is heard, too. */
  readonly plainToo: boolean;
  readonly limits: ServerLimits;
  handle(
    incoming: IncomingMessage | Http2ServerRequest,
    outgoing: ServerResponse | Http2ServerResponse,
  ): void;
  /** What is done when no request can be read. */
  readonly unreadable: Pick<UnderWay, "refuse" | "halfClosed">;
}

/** A server, and what is done with it besides serving. */
export interface EdgeServer {
  readonly server: Server;
  /** How many connections are open. */
  connections(): number;
  /** New connections get this certificate; those that are open keep theirs. */
  renewTls(tls: TlsCredentials): void;
  /**
   * Takes no more connections, ends those that idle, and lets the others finish.
   *
   * @param within milliseconds; what is open then is cut off
   */
  close(within: number): Promise<void>;
}

/** A server that has not begun to listen. */
export function createEdgeServer({ tls, plainToo, limits, handle, unreadable }: ServerParts): EdgeServer {
  // A request without a body then goes without a stream's life: that saves each hit some 5 %.
  const plain = () => {
    const server = createServer({ ...ofHttp1(limits), optimizeEmptyRequests: true }, handle)
      // Node would answer 417 before it is looked at whether the request's end is sure.
      .on("checkExpectation", handle)
      .on("clientError", unreadable.refuse)
      .on("connection", (socket: Socket) => socket.once("end", () => unreadable.halfClosed(socket)))
      .setTimeout(limits.silenceSeconds * 1000);
    // Who closes only their own half still reads. Who has left altogether resets what is sent to them.
    return Object.assign(server, { httpAllowHalfOpen: true });
  };
  if (!tls) {
    const server = plain();
    turnAwayAbove(server, limits.connections);
    return { server, renewTls: () => undefined, ...socketsOf(server, [server]) };
  }
  const secure = createSecureServer(
    {
      ...tls,
      ...ofHttp1(limits),
      ...ofHttp2(limits),
      handshakeTimeout: limits.headSeconds * 1000,
      allowHTTP1: true,
    },
    handle,
  );
  secure.on("checkExpectation", handle).on("clientError", unreadable.refuse);
  secure.setTimeout(limits.silenceSeconds * 1000);
  const inner = plainToo ? plain() : null;
  const server = inner ? eitherServer(secure, inner) : secure;
  turnAwayAbove(server, limits.connections);
  return {
    server,
    renewTls: (renewed) => secure.setSecureContext({ ...renewed }),
    ...socketsOf(server, inner ? [secure, inner] : [secure]),
  };
}

function turnAwayAbove(server: Server, connections: number): void {
  const maxConnections = Math.min(connections, roomForClients(openFilesLimit()));
  // Several processes on one port would hand a connection that none has room for to each other for ever.
  Object.assign(server, { maxConnections, dropMaxConnection: true });
}

function ofHttp1({ headSeconds, requestSeconds, keepAliveSeconds, headBytes }: ServerLimits) {
  const head = headSeconds * 1000;
  return {
    headersTimeout: head,
    requestTimeout: Math.max(head, requestSeconds * 1000),
    keepAliveTimeout: keepAliveSeconds * 1000,
    maxHeaderSize: headBytes,
    // A request without one is refused here, and not before it is looked at whether its end is sure.
    requireHostHeader: false,
    // How often Node looks for requests that take too long.
    connectionsCheckingInterval: Math.min(30_000, Math.max(100, Math.floor(head / 2))),
  };
}

function ofHttp2({ headBytes, streams }: ServerLimits) {
  return {
    settings: { maxConcurrentStreams: streams, maxHeaderListSize: headBytes },
    // RFC 9113 §10.5.1: what is larger is not even kept.
    maxSessionMemory: 10,
    maxHeaderListPairs: 1_000,
    // Who leaves a page resets what was asked for it, once. Who goes on asking and resetting is cut off.
    streamResetBurst: 2 * streams,
    streamResetRate: 33,
  };
}

/** How often connections that have fallen idle are looked for while a server closes. Milliseconds. */
const idleEvery = 50;

function socketsOf(server: Server, inner: readonly Server[]): Pick<EdgeServer, "connections" | "close"> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  async function close(within: number): Promise<void> {
    const closed = new Promise((resolve) => server.close(resolve));
    if (within > 0 && open.size > 0) {
      const idle = setInterval(() => {
        for (const one of inner) closeIdle(one);
      }, idleEvery);
      let late: NodeJS.Timeout | undefined;
      const tooLate = new Promise((resolve) => {
        late = setTimeout(resolve, within);
      });
      await Promise.race([closed, tooLate]);
      clearInterval(idle);
      clearTimeout(late);
    }
    for (const socket of open) socket.destroy();
    await closed;
  }
  return { connections: () => open.size, close };
}

/** Node's types know it of plain servers alone, but those with HTTP/2 have it for HTTP/1 as well. */
function closeIdle(server: Server): void {
  if ("closeIdleConnections" in server && typeof server.closeIdleConnections === "function") {
    server.closeIdleConnections();
  }
}
