/**
 * A stage on real sockets with the rules of GOV.UK: the Node rim before a scripted app. Node only.
 *
 * @module
 */
import { serveEdge } from "../../src/edge/node.ts";
import { settingsSchema } from "../../src/edge/options.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startScriptedOrigin } from "../../src/testing/node/scripted-origin.ts";
import type { RunningStage } from "../../src/testing/play.ts";
import { statusOfAnswer } from "../../src/testing/play-cache-status.ts";
import { watchedStore } from "../../src/testing/watched-store.ts";
import type { Play } from "./fixture-schema.ts";

/** The rules of GOV.UK's that an edge may follow. */
export const edgeProfiles = settingsSchema.shape.profile
  .unwrap()
  .options.filter((name) => name !== "rfc9111");
export type EdgeProfile = (typeof edgeProfiles)[number];

/** Starts an edge and its app. Whether a client came over TLS is told as a trusted proxy tells it. */
export async function startEdgeStage(profile: EdgeProfile, guard: Play["guard"]): Promise<RunningStage> {
  const origin = await startScriptedOrigin();
  const store = watchedStore();
  const edge = await serveEdge({
    port: 0,
    trustProxy: ["loopback"],
    edge: {
      profile,
      guard,
      origin: `http://127.0.0.1:${origin.port}`,
      store,
      // All that a fuzzer sends comes from one address, and Varnish has no such limits.
      www: { rateLimit: { limits: [] } },
    },
  });

  return {
    profile,
    answerNext: origin.answerNext,
    seenByOrigin: origin.seenByOrigin,
    async send({ tls, headers, ...asks }) {
      const before = store.stored;
      const scheme = ["X-Forwarded-Proto", tls ? "https" : "http"] as const;
      const got = await sendRaw({ ...asks, port: edge.port, headers: [...headers, scheme] });
      // The client may have the last byte before the store has it.
      if (statusOfAnswer(got)?.stored) await store.reaches(before + 1);
      return got;
    },
    reset() {
      store.clear();
      origin.seenByOrigin();
    },
    async close() {
      await edge.close();
      await origin.close();
    },
  };
}
