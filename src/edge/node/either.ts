/**
 * One port for https and plain http: who comes without TLS is heard, and can be told to come with it.
 *
 * @module
 */
import type { Server as PlainServer } from "node:http";
import { createServer, type Server, type Socket } from "node:net";

/** The first byte of a TLS connection: a handshake (RFC 8446 §5.1). No HTTP method begins so. */
const handshake = 22;
/** Milliseconds for a connection to say anything; after that the servers' own limits count. */
const firstByteWithin = 60_000;

/**
 * A server that gives each connection to one of two, which do not listen themselves.
 *
 * @param secure speaks TLS
 * @param plain speaks http
 */
export function eitherServer(secure: Server, plain: PlainServer): Server {
  const server = createServer((socket) => {
    // Nobody else listens yet, and a peer that resets its connection is no error of ours.
    const ignore = () => undefined;
    const late = () => socket.destroy();
    socket.on("error", ignore).setTimeout(firstByteWithin, late);
    socket.once("data", (first: Buffer) => {
      socket.pause();
      socket.off("error", ignore).off("timeout", late).setTimeout(0);
      socket.unshift(first);
      give(socket, first[0] === handshake ? secure : plain);
    });
  });
  // Only a server that listens looks for requests that take too long; one that is closed stops looking.
  server.on("listening", () => [secure, plain].map((inner) => inner.emit("listening")));
  server.on("close", () => [secure, plain].map((inner) => inner.close()));
  return server;
}

function give(socket: Socket, server: Server): void {
  server.emit("connection", socket);
  // What was read comes again, to whoever has begun to listen.
  process.nextTick(() => socket.resume());
}
