/** The Node rim before an app that the test writes, all on real sockets of 127.0.0.1. */

import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createRawServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { EdgeEvent } from "../../src/edge/index.ts";
import { type NodeEdgeOptions, type RunningEdge, serveEdge } from "../../src/edge/node.ts";
import { type WatchedStore, watchedStore } from "../../src/testing/watched-store.ts";
import { toRunLog } from "../support/run-log/run-log.ts";

export interface RimUnderTest extends RunningEdge {
  readonly events: EdgeEvent[];
  readonly store: WatchedStore;
  /** The first event of a type, when it has come. */
  event<Type extends EdgeEvent["type"]>(type: Type): Promise<Extract<EdgeEvent, { type: Type }>>;
}

type Options = Partial<Omit<NodeEdgeOptions, "edge">> & { readonly edge?: Partial<NodeEdgeOptions["edge"]> };

/** Starts an edge on a free port, before the app on `originPort`; it ends with the test. */
export async function startRim(originPort: number, options: Options = {}): Promise<RimUnderTest> {
  const { events, listener, event } = watchedEvents();
  const store = watchedStore();
  const running = await serveEdge({
    port: 0,
    ...options,
    edge: {
      origin: `http://127.0.0.1:${originPort}`,
      store,
      listeners: [listener, toRunLog],
      ...options.edge,
    },
  });
  onTestFinished(() => running.close());
  return { ...running, events, store, event };
}

function watchedEvents() {
  const events: EdgeEvent[] = [];
  let change = Promise.withResolvers<void>();
  const isOf =
    <Type extends EdgeEvent["type"]>(type: Type) =>
    (event: EdgeEvent): event is Extract<EdgeEvent, { type: Type }> =>
      event.type === type;
  return {
    events,
    listener(event: EdgeEvent) {
      events.push(event);
      change.resolve();
      change = Promise.withResolvers();
    },
    async event<Type extends EdgeEvent["type"]>(type: Type) {
      for (;;) {
        const found = events.find(isOf(type));
        if (found) return found;
        await change.promise;
      }
    },
  };
}

/** Starts an HTTP app on a free port; it ends with the test. */
export function startApp(listener: RequestListener): Promise<number> {
  return startServer(createServer(listener));
}

/** Starts a server that says what it likes; `nth` counts connections from 1. */
export function startRaw(onConnection: (socket: Socket, nth: number) => void): Promise<number> {
  let connections = 0;
  return startServer(
    createRawServer((socket) => {
      connections += 1;
      socket.on("error", () => undefined);
      onConnection(socket, connections);
    }),
  );
}

async function startServer(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return portOf(server);
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createRawServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  server.close();
  await once(server, "close");
  return port;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server is not on a port.");
  return address.port;
}

/** The value of a field that an answer has once; null when it has none. */
export function fieldOf(headers: readonly (readonly [string, string])[], name: string): string | null {
  const values = headers.filter(([other]) => other.toLowerCase() === name.toLowerCase());
  if (values.length > 1) throw new Error(`${name} came ${values.length} times`);
  return values[0]?.[1] ?? null;
}
