/**
 * Two of the bundled worker that share KV, the Cache API and an app, with a clock that the test moves. Node
 * only.
 *
 * @module
 */
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { bundledWorker } from "./worker-bundle.ts";
import { type Ask, type Told, valuesOf } from "./worker-client.ts";
import { type Bindings, type Service, startModules } from "./worker-running.ts";

/** Which of the two. */
export type Which = "one" | "two";

export interface WorkerPair {
  ask(which: Which, url: string, asks?: Ask): Promise<Told>;
  /** Moves the clock of both, in milliseconds. */
  pass(milliseconds: number): void;
  readonly logged: () => string;
  close(): Promise<void>;
}

/** Time as the test has it, put in place before the worker is loaded. */
const surroundings = `
const real = Date.now.bind(Date);
export const stage = { now: null };
Date.now = () => stage.now ?? real();`;

const entry = `
import { stage } from "./surroundings.js";
import worker from "./worker.js";
export * from "./worker.js";

export default {
  fetch(request, env, context) {
    const asked = new Request(request);
    stage.now = Number(request.headers.get("x-now"));
    asked.headers.delete("x-now");
    return worker.fetch(asked, env, context);
  },
};`;

const front = `
export default {
  fetch(request, env) {
    const asked = new Request(request);
    asked.headers.delete("x-edge");
    return env[request.headers.get("x-edge")].fetch(asked);
  },
};`;

/** @param bindings those of each; both have the same KV namespace, unless they say otherwise */
export async function startWorkerPair(bindings: Readonly<Record<Which, Bindings>>): Promise<WorkerPair> {
  const { code } = await bundledWorker();
  const serviceOf = (own: Bindings): Service => ({
    modules: {
      "entry.js": { type: "esm", contents: entry },
      "surroundings.js": { type: "esm", contents: surroundings },
      "worker.js": { type: "esm", contents: code },
    },
    bindings: own,
    objects: ["Collapse"],
  });
  const running = await startModules(
    { "front.js": { type: "esm", contents: front } },
    { one: { type: "worker", worker: "one" }, two: { type: "worker", worker: "two" } },
    { direct: true, services: { one: serviceOf(bindings.one), two: serviceOf(bindings.two) } },
  );
  let now = Date.UTC(2026, 0, 1, 12);

  async function ask(which: Which, url: string, { method = "GET", headers = [], ...more }: Ask = {}) {
    const around = [
      ["x-edge", which],
      ["x-now", String(now)],
    ] as const;
    const request = { port: running.port, method, url, host: "www.gov.uk", headers: [...around, ...headers] };
    const got = await sendRaw({ ...request, ...more });
    const lines = (name: string) => valuesOf(got.headers, name);
    const header = (name: string) => lines(name).join(", ") || null;
    return { status: got.status, body: got.body, lines, header };
  }

  return {
    ask,
    pass(milliseconds) {
      now += milliseconds;
    },
    logged: running.logged,
    close: () => running.close(),
  };
}

/** The KV namespace of purges. */
export function kvNamespace(id = "purges") {
  return { type: "kv", id } as const;
}

/** The objects that collapse requests: those of one of the two. */
export const collapseObjects = { type: "durable-object", worker: "one", exportName: "Collapse" } as const;
