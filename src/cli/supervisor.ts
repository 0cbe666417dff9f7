/**
 * `serve --workers N`: several processes on one listening socket, each with the same settings.
 *
 * @module
 */
import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import type { TlsCredentials } from "../edge/node.ts";
import { CommandFailure } from "./errors.ts";
import { createRelay, type Relay } from "./purge-relay.ts";
import { createReportRelay } from "./report-relay.ts";
import { tlsVariable } from "./tls.ts";
import type { FromSupervisor } from "./worker-messages.ts";

/** What workers are started with. */
export interface SupervisorOptions {
  readonly workers: number;
  /** A certificate made on the spot is the same in all of them. */
  readonly tls: TlsCredentials | null;
  /** Told when a worker ended by itself and another takes its place. */
  replaced(reason: string): void;
}

/** Workers that serve. */
export interface Workers {
  readonly port: number;
  /** Resolves when they have ended, each in its own time. */
  stop(): Promise<void>;
  /** Has each of them read its settings again. */
  reload(): void;
  /** Rejects when they end as soon as they are started. */
  readonly failed: Promise<never>;
}

/** A worker that ends sooner than this has not come to serve. Milliseconds. */
const stillborn = 1_000;
/** How many may, one after the other. */
const mostStillborn = 5;

/**
 * Starts the first worker, which shows whether it can be done, and then the others.
 *
 * @throws {CommandFailure} when the first one ends; it has said why
 */
export async function startWorkers(options: SupervisorOptions): Promise<Workers> {
  const { workers: count, tls, replaced } = options;
  const environment = tls ? { [tlsVariable]: JSON.stringify(tls) } : {};
  const relay = bothRelays(createRelay(), createReportRelay());
  const workers = new Set<Worker>();
  const serving = new WeakSet<Worker>();
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  let stopping = false;
  let failures = 0;

  function fork(): Worker {
    const worker = cluster.fork(environment);
    const startedAt = performance.now();
    workers.add(worker);
    relay.add(worker);
    worker.once("listening", () => serving.add(worker));
    worker.once("exit", (code, signal) => {
      workers.delete(worker);
      relay.remove(worker);
      if (stopping || !hasStarted) return;
      failures = performance.now() - startedAt < stillborn ? failures + 1 : 0;
      if (failures > mostStillborn) {
        failure.reject(
          new CommandFailure("The workers end as soon as they are started. What they said is above.", 1),
        );
        return;
      }
      replaced(signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`);
      fork();
    });
    return worker;
  }

  let hasStarted = false;
  const port = await portOf(fork());
  hasStarted = true;
  const others = Array.from({ length: count - 1 }, fork);
  await Promise.all(others.map((worker) => Promise.race([once(worker, "listening"), once(worker, "exit")])));

  return {
    port,
    failed: failure.promise,
    reload() {
      for (const { process } of workers) process.kill("SIGHUP");
    },
    async stop() {
      stopping = true;
      const stop: FromSupervisor = { type: "stop" };
      await Promise.all(
        Array.from(workers, async (worker) => {
          const ended = once(worker, "exit");
          // One that is starting does not hear what it is told, and has nobody to answer.
          if (serving.has(worker) && worker.isConnected()) worker.send(stop);
          else worker.process.kill("SIGTERM");
          await ended;
        }),
      );
    },
  };
}

function bothRelays(one: Relay, other: Relay): Relay {
  return {
    add(worker) {
      one.add(worker);
      other.add(worker);
    },
    remove(worker) {
      one.remove(worker);
      other.remove(worker);
    },
  };
}

async function portOf(worker: Worker): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  worker.once("listening", ({ port }) => resolve(port));
  worker.once("exit", (code) => {
    const message = "The first worker could not start, so there are no others. What it said is above.";
    reject(new CommandFailure(message, code === 2 ? 2 : 1));
  });
  return promise;
}
