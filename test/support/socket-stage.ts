/**
 * A stage on real sockets: the Node rim before a scripted app, with a clock that can be moved. Node only.
 *
 * @module
 */
import { type RunningEdge, serveEdge } from "../../src/edge/node.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { barrier, startScriptedOrigin } from "../../src/testing/node/scripted-origin.ts";
import type { ClientAsks } from "../../src/testing/play.ts";
import { beginning } from "../../src/testing/play-backends.ts";
import type { Attempt, CacheStage } from "./cache-case.ts";
import type { CacheCase } from "./cache-case-schema.ts";

/** A stage that is up, and the way to take it down. */
export interface SocketStage extends CacheStage {
  close(): Promise<void>;
}

/** An edge and an app for one case. */
export async function startSocketStage({ settings, steps }: CacheCase): Promise<SocketStage> {
  const origin = await startScriptedOrigin();
  let now = beginning;
  const edge: RunningEdge = await serveEdge({
    port: 0,
    trustProxy: ["loopback"],
    edge: {
      profile: "rfc9111",
      ...settings,
      origin: `http://127.0.0.1:${origin.port}`,
      now: () => now,
      requestId: () => "request-id",
      ...(steps.some(hasNoAnswer) ? { timeouts: { firstByte: 2000 } } : {}),
    },
  });

  function begin({ tls, headers, ...asks }: ClientAsks): Attempt {
    const leaving = new AbortController();
    const scheme = ["X-Forwarded-Proto", tls ? "https" : "http"] as const;
    return {
      got: sendRaw({ ...asks, headers: [...headers, scheme], port: edge.port, signal: leaving.signal }),
      leave: () => leaving.abort(),
    };
  }

  /** Who asks last is answered last. */
  function roundTrip() {
    return sendRaw({
      port: edge.port,
      method: "POST",
      url: barrier,
      host: "barrier.example",
      headers: [["Content-Length", "0"]],
    });
  }

  async function settle(): Promise<void> {
    // The first may have found a connection that was idle where others had to open one.
    for (let trips = 0; trips < 2 || (origin.awaitsRepetition() && trips < 50); trips += 1) await roundTrip();
  }

  return {
    profile: "rfc9111",
    ...origin,
    begin,
    settle,
    send: (asks) => begin(asks).got,
    pass(seconds) {
      now += seconds * 1000;
    },
    purge: (order) => edge.edge.purge(order),
    reset() {
      origin.seenByOrigin();
    },
    async close() {
      await edge.close();
      await origin.close();
    },
  };
}

function hasNoAnswer(step: CacheCase["steps"][number]): boolean {
  const origins = "together" in step ? step.rounds.map((round) => round.origin) : [step.origin];
  return origins.some(({ fault }) => fault === "no answer");
}
