/**
 * The socket of a mock, on Node: one way for the whole stack and for a service alone.
 *
 * @module
 */
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";

/** A server that took its port before there is anything to serve. */
export interface Socket {
  readonly port: number;
  serve(app: Hono): void;
  close(): Promise<void>;
}

/**
 * Takes a port: the address must be known before what is served there is made.
 *
 * @throws {Error} with the code of the system when it cannot
 */
export function openSocket(port: number, hostname: string): Promise<Socket> {
  let app: Hono | undefined;
  const listener = getRequestListener(
    (request) => app?.fetch(request) ?? new Response("Not started yet.\n", { status: 503 }),
    { overrideGlobalObjects: false },
  );
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => {
      server.off("error", reject);
      const address = server.address();
      resolve({
        port: typeof address === "object" && address !== null ? address.port : port,
        serve(served) {
          app = served;
        },
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}
