/**
 * A stage with a real Varnish that follows production's rules, before a scripted app. Node only.
 *
 * @module
 */

import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startScriptedOrigin } from "../../src/testing/node/scripted-origin.ts";
import type { RunningStage } from "../../src/testing/play.ts";
import { startVarnish } from "./varnish-process.ts";

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
