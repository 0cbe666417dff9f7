/**
 * The socket of a mock, on Node: one way for the whole stack and for a service alone.
 *
 * @module
 */
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { dropHeader } from "../common/failures.ts";

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
    async (request, { incoming }) => {
      if (!app) return new Response("Not started yet.\n", { status: 503 });
      const response = await app.fetch(wholeRequest(request));
      if (response.headers.has(dropHeader)) incoming.socket.destroy();
      return response;
    },
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

/**
 * What the library gives is no Request that another can be made of, which reading a body with a limit takes.
 * A request without a body has none, whatever its method.
 */
function wholeRequest(request: Request): Request {
  const { method, url, headers, signal } = request;
  if (method === "GET" || method === "HEAD") return request;
  const hasBody = headers.has("Transfer-Encoding") || Number(headers.get("Content-Length") ?? 0) > 0;
  if (!hasBody) return new Request(url, { method, headers, signal });
  return new Request(url, { method, headers, signal, body: request.body, duplex: "half" });
}
