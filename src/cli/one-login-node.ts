/**
 * What One Login needs of Node when it runs alone: a socket, and Argon2id, which Web Crypto does not have.
 *
 * @module
 */
import * as crypto from "node:crypto";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import type { Argon2id } from "../origin-mocks/one-login/index.ts";
import { CommandFailure } from "./errors.ts";

/** Argon2id of Node 24.7 and newer. */
export const nodeArgon2id: Argon2id = (input) => {
  const { secret: message, salt: nonce, memory, passes, parallelism, tagLength } = input;
  // Older Node has no such function, whatever the types say.
  if (!("argon2" in crypto)) {
    throw new CommandFailure("Client secrets need Node 24.7 or newer, which has Argon2id.", 1);
  }
  return new Promise((resolve, reject) => {
    const parameters = { message, nonce, memory, passes, parallelism, tagLength };
    crypto.argon2("argon2id", parameters, (error, tag) => (error ? reject(error) : resolve(tag)));
  });
};

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
