/**
 * A stage with a real Varnish that follows production's rules, before a scripted app. Node only.
 *
 * @module
 */
import type { Stage } from "./play.ts";
import { sendRaw } from "./raw-client.ts";
import { startScriptedOrigin } from "./scripted-origin.ts";
import { startVarnish } from "./varnish-process.ts";

/** A stage that is up, and the way to take it down. */
export interface RunningStage extends Stage {
  close(): Promise<void>;
}

/**
 * Starts Varnish and its app. It speaks of what it did as the edge does, in Cache-Status.
 *
 * @throws {Error} with what Varnish said, when it does not start
 */
export async function startVarnishStage(): Promise<RunningStage> {
  const origin = await startScriptedOrigin();
  const varnish = await startVarnish(origin.port).catch(async (error: unknown) => {
    await origin.close();
    throw error;
  });
  // Part of the key, so that a new one is an empty cache.
  let generation = 0;

  return {
    profile: "www",
    answerNext: origin.answerNext,
    seenByOrigin: origin.seenByOrigin,
    async send({ tls, headers, ...asks }) {
      const said = [["X-Generation", String(generation)] as const];
      const got = await sendRaw({
        ...asks,
        port: varnish.port,
        headers: [...headers, ...said, ...(tls ? [["Fastly-SSL", "1"] as const] : [])],
      });
      return { ...got, headers: got.headers.map(([name, value]) => [name, asTheEdge(name, value)] as const) };
    },
    reset() {
      generation += 1;
      origin.seenByOrigin();
    },
    async close() {
      await varnish.close();
      await origin.close();
    },
  };
}

function asTheEdge(name: string, value: string): string {
  return name === "Cache-Status" ? value.replace(/^varnish(?=;|$)/, "govuk-edge") : value;
}
