/**
 * A stage in workerd: the bundled worker on real sockets, in a fresh isolate for each play. Node only.
 *
 * @module
 */
import type { ClientAsks, OriginSaw, Stage } from "./play.ts";
import type { Play } from "./play-schema.ts";
import { sendRaw } from "./raw-client.ts";
import { startScriptedOrigin } from "./scripted-origin.ts";
import { bundledWorker } from "./worker-bundle.ts";
import { startModules, text } from "./worker-running.ts";

/** A stage that is up, and the way to take it down. */
export interface WorkerStage {
  /** The stage with the guard that a play asks for. */
  stageFor(play: Play): Stage;
  close(): Promise<void>;
}

/** Plays that workerd does not let a worker win, and why. */
export const leftOut: ReadonlyMap<string, string> = new Map([
  // Safe all the same: the person is signed out. HTTP/2 clients' lines are joined before a worker runs.
  ["A32", "workerd joins Cookie lines by a comma, which a worker cannot tell from a comma in a value"],
]);

/**
 * The worker before the worker: it makes the isolate that a request names, hands the request over with
 * the scheme it names, and changes nothing else.
 */
const doorkeeper = `
import code from "./edge.txt";

export default {
  async fetch(request, { LOADER, ORIGIN_URL }) {
    const [isolate, guard, scheme] = request.headers.get("x-stage").split(" ");
    const worker = LOADER.get(isolate, () => ({
      compatibilityDate: "2026-10-01",
      mainModule: "worker.js",
      modules: { "worker.js": code },
      env: { ORIGIN_URL, GUARD: guard },
    }));
    const url = new URL(request.url);
    url.protocol = scheme;
    const asked = new Request(url, request);
    asked.headers.delete("x-stage");
    return worker.getEntrypoint().fetch(asked);
  },
};`;

/** Starts the app, the doorkeeper and the worker behind it. */
export async function startWorkerStage(): Promise<WorkerStage> {
  const origin = await startScriptedOrigin();
  const { code } = await bundledWorker();
  const front = await startModules(
    { "doorkeeper.js": { type: "esm", contents: doorkeeper }, "edge.txt": { type: "text", contents: code } },
    { ORIGIN_URL: text(`http://127.0.0.1:${origin.port}`), LOADER: { type: "worker-loader" } },
  );
  let isolates = 0;
  let saw: OriginSaw | null = null;
  const stageFor = ({ guard }: Play): Stage => ({
    profile: "account",
    answerNext: origin.answerNext,
    seenByOrigin() {
      const seen = saw;
      saw = null;
      return seen;
    },
    async send({ tls, headers, ...asks }: ClientAsks) {
      const stage = ["x-stage", `${isolates} ${guard} ${tls ? "https" : "http"}`] as const;
      const request = { ...asks, port: front.port };
      const got = await sendRaw({ ...request, headers: [stage, ...headers] });
      saw = origin.seenByOrigin();
      // HEAD is answered before the body that it fetched is stored; another round trip comes after that.
      if (asks.method === "HEAD") {
        await sendRaw({
          ...request,
          method: "POST",
          url: "/barrier",
          headers: [stage, ["Content-Length", "0"]],
        });
        origin.seenByOrigin();
      }
      return got;
    },
    reset() {
      isolates += 1;
      saw = null;
    },
  });
  return {
    stageFor,
    async close() {
      await front.close();
      await origin.close();
    },
  };
}
