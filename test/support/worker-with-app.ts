/**
 * The worker in front of a scripted app, for all tests of a file. Node only.
 *
 * @module
 */
import { afterAll, afterEach, beforeAll } from "vitest";
import { type ScriptedOrigin, startScriptedOrigin } from "../../src/testing/node/scripted-origin.ts";
import { type Ask, ask, type Told, valuesOf } from "./worker-client.ts";
import { type RunningWorker, startWorker, text } from "./worker-running.ts";

/** A worker and its app. */
export interface WorkerWithApp {
  readonly origin: ScriptedOrigin;
  visit(path: string, asks?: Ask): Promise<Told>;
  /** The values of headers as the app saw them in the last request. */
  appSaw(...names: string[]): string[][];
}

/** Starts both before the tests of a file and ends them after. */
export function useWorkerWithApp(): WorkerWithApp {
  let running: { origin: ScriptedOrigin; worker: RunningWorker } | undefined;
  const now = () => {
    if (!running) throw new Error("The worker runs while tests run.");
    return running;
  };
  beforeAll(async () => {
    const origin = await startScriptedOrigin();
    const bindings = { ORIGIN_URL: text(`http://127.0.0.1:${origin.port}`) };
    running = { origin, worker: await startWorker(bindings, { secure: true }) };
  });
  // One request unread at most: more than one would be an error.
  afterEach(() => {
    now().origin.seenByOrigin();
  });
  afterAll(async () => {
    await running?.worker.close();
    await running?.origin.close();
  });
  return {
    get origin() {
      return now().origin;
    },
    visit: (path, asks) => ask(now().worker.port, path, asks),
    appSaw(...names) {
      const saw = now().origin.seenByOrigin();
      return names.map((name) => valuesOf(saw?.headers ?? [], name));
    },
  };
}
