/** Backends on real sockets that start, stop and fall ill, and an edge's way to them. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { onTestFinished } from "vitest";
import { undiciTransport } from "../../src/edge/node/undici-transport.ts";
import {
  type Backend,
  type BackendSettings,
  backendSchema,
  insecureOrigins,
} from "../../src/edge/origin/backends.ts";
import { type FailoverRequest, type Reached, withFailover } from "../../src/edge/origin/failover.ts";
import { createHealth } from "../../src/edge/origin/health.ts";
import { testCertificate } from "../support/certificate.ts";

/** What a backend does with a request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

/** A request as it came. */
export interface Seen {
  readonly line: string;
  /** By name in lower case. */
  readonly headers: IncomingMessage["headers"];
  /** The name that TLS was told; null without TLS or a name. */
  readonly servername: string | null;
}

/** One backend. */
export interface TestBackend {
  readonly name: string;
  readonly url: string;
  readonly seen: Seen[];
  /** How many connections it has taken so far. */
  readonly connections: () => number;
  behave(behaviour: Behaviour): void;
  /** Nobody listens on its port any more. */
  stop(): Promise<void>;
  /** It listens on the same port as before. */
  start(): Promise<void>;
}

/** Answers with its name. */
const well =
  (name: string): Behaviour =>
  (_request, response) =>
    void response.setHeader("Cache-Control", "max-age=60").end(`from ${name}`);

export const answers =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (_request, response) =>
    void response.writeHead(status, headers).end("an error");

/** Writes bytes that nobody checked, and leaves the connection open. */
export const says =
  (bytes: string): Behaviour =>
  ({ socket }) =>
    void socket.write(bytes);

/** Starts a backend on a free port; it ends with the test. */
export async function startBackend(name: string, tls: boolean): Promise<TestBackend> {
  let behaviour = well(name);
  let port = 0;
  let connections = 0;
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const listener: Behaviour = (request, response) => {
    const { method, url, headers, socket } = request;
    request.resume();
    const servername = socket instanceof TLSSocket ? socket.servername : null;
    seen.push({ line: `${method} ${url}`, headers, servername: servername || null });
    behaviour(request, response);
  };
  const server = tls ? createSecureServer(await testCertificate(), listener) : createServer(listener);
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
  });

  async function start(): Promise<void> {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    ({ port } = addressOf(server.address()));
  }

  async function stop(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  await start();
  onTestFinished(stop);
  return {
    name,
    url: `${tls ? "https" : "http"}://localhost:${port}`,
    seen,
    connections: () => connections,
    behave(next) {
      behaviour = next;
    },
    stop,
    start,
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("The server is not on a port.");
  return address;
}

/** An edge's way to backends: the first is the app, the others are mirrors. */
export interface Stage {
  get(target: string, request?: Partial<FailoverRequest>): Promise<Reached>;
  /** Moves the clock. */
  pass(milliseconds: number): void;
}

/** @param options of the backends, by name */
export function stageBefore(
  backends: readonly Pick<TestBackend, "name" | "url">[],
  options: Record<string, Partial<BackendSettings>> = {},
): Stage {
  const resolved = backends.map(({ name, url }, nth): Backend => {
    const kind = nth === 0 ? "app" : "mirror";
    // Milliseconds: enough for TLS on a busy machine, and no test waits long for who hangs.
    const timeouts = { connect: 5_000, firstByte: 700, betweenBytes: 60_000 };
    return backendSchema.parse({ name, kind, url, timeouts, insecure: true, ...options[name] });
  });
  const [origin, ...mirrors] = resolved;
  if (!origin) throw new Error("There is no backend.");
  const { transport, close } = undiciTransport({ insecure: insecureOrigins(resolved) });
  onTestFinished(close);
  let time = Date.UTC(2026, 0, 1);
  const now = () => time;
  const reach = withFailover(transport, {
    origin,
    mirrors,
    health: createHealth({ now }),
    pseudonym: "edge-under-test",
    rewrite: (target) => (target === "/" ? "/index.html" : `${target}.html`),
    now,
  });
  return {
    get: (target, request = {}) =>
      reach({ method: "GET", target, host: "www.gov.uk", fields: [], body: null, ...request }),
    pass(milliseconds) {
      time += milliseconds;
    },
  };
}

/** The body of what was reached, as text. */
export function textOf({ body }: Reached): Promise<string> {
  return new Response(body).text();
}
