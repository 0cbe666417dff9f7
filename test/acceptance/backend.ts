/**
 * A backend that speaks TLS on loopback, and can be stopped, started, broken and slowed down. Node only.
 *
 * @module
 */
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { testCertificate } from "../support/certificate.ts";

/** What a backend does with a request. */
export type Answering = (request: IncomingMessage, response: ServerResponse) => void;

export interface TlsBackend {
  readonly url: string;
  /** What it was asked since the last call: method and target. */
  asked(): string[];
  /** The header lines of the latest request, by name in lower case. */
  latest(): Readonly<Record<string, string | string[] | undefined>>;
  answers(how: Answering): void;
  /** Refuses connections until `start`. */
  stop(): Promise<void>;
  /** Listens again, on the same port. */
  start(): Promise<void>;
}

/** Answers 200 with a name, so that one can tell who did. */
export const names =
  (name: string, headers: Readonly<Record<string, string>> = {}): Answering =>
  (_request, response) => {
    response.writeHead(200, { "Content-Type": "text/html", ...headers });
    response.end(`<p>${name}</p>`);
  };

/** Answers an error. */
export const fails =
  (status: number, headers: Readonly<Record<string, string>> = {}): Answering =>
  (_request, response) => {
    response.writeHead(status, { "Content-Type": "text/html", ...headers });
    response.end(`<p>${status} of the backend</p>`);
  };

/** Takes the request, and never says a word. */
export const keepsSilent: Answering = () => undefined;

/** Starts a backend on a free port. */
export async function startTlsBackend(name: string): Promise<TlsBackend> {
  const tls = await testCertificate();
  let answering = names(name);
  let asked: string[] = [];
  let latest: IncomingMessage["headers"] = {};
  const make = () =>
    createServer(tls, (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      latest = request.headers;
      answering(request, response);
    });
  let server: Server = make();
  let port = 0;

  async function start(): Promise<void> {
    server = make().listen(port, "127.0.0.1");
    await once(server, "listening");
    port = portOf(server.address());
  }

  await start();
  return {
    url: `https://127.0.0.1:${port}`,
    asked() {
      const before = asked;
      asked = [];
      return before;
    },
    latest: () => latest,
    answers(how) {
      answering = how;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
    start,
  };
}

function portOf(address: string | AddressInfo | null): number {
  if (typeof address !== "object" || address === null) throw new Error("the backend has no port");
  return address.port;
}
