/**
 * Edges on real sockets that share a Redis, before one app that counts. Node only.
 *
 * @module
 */

import { onTestFinished } from "vitest";
import type { EdgeEvent, EdgeSettings } from "../../src/edge/index.ts";
import { redisMarkLog } from "../../src/edge/node/redis/mark-log.ts";
import { type RedisSettings, type RunningEdge, serveEdge } from "../../src/edge/node.ts";
import { startApp } from "../node/support.ts";
import { type CutProxy, startCutProxy } from "./cut-proxy.ts";
import type { RunningRedis } from "./redis-process.ts";
import { openConnection } from "./redis-stores.ts";
import { toRunLog } from "./run-log/run-log.ts";

/** An edge that shares. */
export interface SharingEdge {
  readonly running: RunningEdge;
  /** The body of a page, through this edge. */
  body(path: string): Promise<string>;
  /** Resolves with the next event like this that was not waited for yet. */
  told(like: (event: EdgeEvent) => boolean): Promise<EdgeEvent>;
}

/** What an edge of a test is started with. */
export interface SharingOptions {
  readonly url: string;
  readonly redis?: Partial<RedisSettings>;
  readonly edge?: Partial<EdgeSettings> & { readonly now?: () => number };
}

/** Impatient enough for a test, and patient enough for a busy machine. */
const patience = { silence: 1_000, ping: 100, retry: 50 };

/** An app whose pages say how many it has made. It ends with the test. */
export async function countingApp() {
  let made = 0;
  const port = await startApp((request, response) => {
    made += 1;
    response.setHeader("Cache-Control", "max-age=600");
    response
      .setHeader("Surrogate-Key", `all ${request.url?.slice(1)}`)
      .end(request.url === "/large" ? String(made).padEnd(100_000) : String(made));
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    get made() {
      return made;
    },
  };
}

/** Starts an edge before the app, and waits until it knows Redis; it ends with the test. */
export async function sharingEdge(origin: string, options: SharingOptions): Promise<SharingEdge> {
  const events: EdgeEvent[] = [];
  let change = Promise.withResolvers<void>();
  const listener = (event: EdgeEvent) => {
    events.push(event);
    change.resolve();
    change = Promise.withResolvers();
  };
  const running = await serveEdge({
    edge: { profile: "rfc9111", origin, listeners: [listener, toRunLog], ...options.edge },
    port: 0,
    trustProxy: ["loopback"],
    redis: { url: options.url, patience, timeLimit: 20_000, ...options.redis },
  });
  onTestFinished(() => running.close());
  async function told(like: (event: EdgeEvent) => boolean): Promise<EdgeEvent> {
    for (;;) {
      const index = events.findIndex(like);
      const [found] = index < 0 ? [] : events.splice(0, index + 1).slice(-1);
      if (found) return found;
      await change.promise;
    }
  }
  // It has read the log: what was purged before, nobody knows.
  await told(isPurgedElsewhere);
  return {
    running,
    told,
    // One name for all, as the URL is the key.
    async body(path) {
      const url = `http://127.0.0.1:${running.port}${path}`;
      return (await fetch(url, { headers: { "x-forwarded-host": "www.gov.uk" } })).text();
    },
  };
}

/**
 * Empties a Redis, and makes a log of purges as it is an hour later: in the first second of a new one, all may
 * have been asked for before it.
 */
export async function emptied(redis: RunningRedis): Promise<void> {
  await redis.command("FLUSHALL");
  const connection = openConnection(redis.url);
  const log = { connection, key: "govuk-edge:1:purges", channel: "none" };
  await redisMarkLog({ ...log, now: () => Date.now() - 3_600_000 }).since(null);
  connection.close();
}

/** A proxy that ends with the test. */
export async function cutProxyOfTest(target: number): Promise<CutProxy> {
  const proxy = await startCutProxy(target);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** Resolves when something holds. */
export async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

export const isStoreNews =
  (what: "degraded" | "recovered" | "failed") =>
  (event: EdgeEvent): boolean =>
    event.type === "store" && event.what === what;
export const isPurgedElsewhere = (event: EdgeEvent): boolean => event.type === "purged-elsewhere";
