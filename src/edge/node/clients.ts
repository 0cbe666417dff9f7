/**
 * The clients of a server's requests, found once for a connection and not once for a request.
 *
 * @module
 */
import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { Client } from "../request.ts";
import { clientOf, isProxy, type Peer, type TrustedProxies } from "./trust.ts";

type Incoming = IncomingMessage | Http2ServerRequest;

/** What was found out of a connection. */
interface Connection {
  readonly peer: Peer;
  readonly isProxy: boolean;
  /** Of the latest request; who asks again on a connection nearly always asks the same host. */
  host: string | undefined;
  client: Client | null;
}

/** @returns who sent a request; null when it names no host, or none that could be one */
export function clientFinder(trusted: TrustedProxies): (incoming: Incoming) => Client | null {
  const connections = new WeakMap<object, Connection>();

  function connectionOf({ socket }: Incoming): Connection {
    const known = connections.get(socket);
    if (known) return known;
    const peer = { address: socket.remoteAddress ?? "unknown", encrypted: "encrypted" in socket };
    const connection = { peer, isProxy: isProxy(peer, trusted), host: undefined, client: null };
    connections.set(socket, connection);
    return connection;
  }

  return (incoming) => {
    const { headers } = incoming;
    const connection = connectionOf(incoming);
    if (connection.isProxy) return clientOf(connection.peer, headers, trusted);
    const host = headers[":authority"] ?? headers.host;
    if (typeof host !== "string") return clientOf(connection.peer, headers, trusted);
    if (host !== connection.host) {
      connection.client = clientOf(connection.peer, headers, trusted);
      connection.host = host;
    }
    return connection.client;
  };
}
