/**
 * The Node rim before an origin that a case writes by hand, with an end of its own: what is observed here is
 * observed by tests and by the script that writes the tables.
 */

import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import type { EdgeEvent } from "../../src/edge/index.ts";
import { type NodeEdgeOptions, type RunningEdge, serveEdge } from "../../src/edge/node.ts";
import { type WatchedStore, watchedStore } from "../../src/testing/watched-store.ts";
import { toRunLog } from "../support/run-log/run-log.ts";

/** What a case starts; all of it ends with the case, the last first. */
export interface Ends {
  onEnd(end: () => unknown): void;
}

/** Does something with all that it needs, and ends that, whatever came of it. */
export async function withEnds<Result>(act: (ends: Ends) => Promise<Result>): Promise<Result> {
  const all: (() => unknown)[] = [];
  try {
    return await act({ onEnd: (end) => void all.unshift(end) });
  } finally {
    for (const end of all) await end();
  }
}

/** Listens on 127.0.0.1, on a free port when none is named. Whatever is connected ends with it. */
export async function listen(ends: Ends, server: Server, port = 0): Promise<number> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket.on("error", () => undefined));
    socket.once("close", () => open.delete(socket));
  });
  server.listen(port, "127.0.0.1", 16_384);
  await once(server, "listening");
  ends.onEnd(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server is not on a port.");
  return address.port;
}

/** A server of which every byte is the case's. */
export function listenRaw(ends: Ends, onConnection: (socket: Socket) => void, port = 0): Promise<number> {
  return listen(ends, createServer(onConnection), port);
}

/** A port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  return withEnds((ends) => listenRaw(ends, () => undefined));
}

export interface EdgeOnStage {
  readonly running: RunningEdge;
  readonly port: number;
  readonly store: WatchedStore;
  readonly events: readonly EdgeEvent[];
}

type Options = Partial<Omit<NodeEdgeOptions, "edge">> & { readonly edge?: Partial<NodeEdgeOptions["edge"]> };

/** Starts an edge before an origin. */
export async function startEdge(ends: Ends, origin: string, options: Options = {}): Promise<EdgeOnStage> {
  const events: EdgeEvent[] = [];
  const store = watchedStore();
  const listeners = [(event: EdgeEvent) => void events.push(event), toRunLog];
  const edge = { origin, store, listeners, ...options.edge };
  const running = await serveEdge({ port: 0, ...options, edge });
  ends.onEnd(() => running.close());
  return { running, port: running.port, store, events };
}
