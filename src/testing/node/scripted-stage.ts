/**
 * A stage on real sockets for one play that says what its app answers: the Node rim, plain and with TLS,
 * before scripted backends. Node only.
 *
 * @module
 */
import { type NodeEdgeOptions, serveEdge, type TlsCredentials } from "../../edge/node.ts";
import type { OtherBackend } from "../outcome-schema.ts";
import type { RunningStage } from "../play.ts";
import { type Around, type BackendSaw, beginning, othersOf, settingsOf, timeouts } from "../play-backends.ts";
import { statusOfAnswer } from "../play-cache-status.ts";
import type { Play, Profile } from "../play-schema.ts";
import { watchedStore } from "../watched-store.ts";
import { sendRaw } from "./raw-client.ts";
import { type ScriptedOrigin, startScriptedOrigin } from "./scripted-origin.ts";
import { needsProxy, wireHeaders } from "./wire-headers.ts";

/**
 * Starts what a play needs.
 *
 * @param profile the rules of its edge
 * @param tls the edge's certificate, which nobody checks
 */
export async function startScriptedStage(
  play: Play,
  profile: Profile,
  tls: TlsCredentials,
): Promise<RunningStage> {
  const origin = await startScriptedOrigin();
  const others = await startOthers(play);
  const store = watchedStore();
  let now = beginning;
  let chance = 0;
  const options: NodeEdgeOptions = {
    port: 0,
    ...(play.steps.some(needsProxy) && { trustProxy: ["loopback"] }),
    edge: {
      ...settingsOf(play, profile, others.originOf),
      origin: `http://127.0.0.1:${origin.port}`,
      timeouts,
      store,
      now: () => now,
      random: () => chance,
      requestId: () => "request-id",
    },
  };
  const secure = await serveEdge({ ...options, tls });
  const plain = play.steps.every(({ client }) => client.tls !== false) ? null : await serveEdge(options);

  return {
    profile,
    answerNext: origin.answerNext,
    seenByOrigin: origin.seenByOrigin,
    around: {
      pass(seconds) {
        now += seconds * 1000;
      },
      draw(value) {
        chance = value;
      },
      answer: others.answer,
      seen: others.seen,
    },
    async send(asks) {
      const before = store.stored;
      const got = await sendRaw({
        ...asks,
        headers: wireHeaders(asks),
        port: (asks.tls || plain === null ? secure : plain).port,
        ...(asks.tls && { secure: { rejectUnauthorized: false } }),
      });
      // The client may have the last byte before the store has it.
      if (statusOfAnswer(got)?.stored) await store.reaches(before + 1);
      return got;
    },
    reset() {
      store.clear();
      origin.seenByOrigin();
    },
    async close() {
      await Promise.all([secure.close(), plain?.close(), origin.close(), others.close()]);
    },
  };
}

/** Starts the backends other than the app that a play names. */
export async function startOthers(play: Play, isRepeating = true) {
  let asked: BackendSaw[] = [];
  const started = new Map<OtherBackend, ScriptedOrigin>();
  for (const backend of othersOf(play)) {
    started.set(backend, await startScriptedOrigin((saw) => asked.push({ backend, ...saw }), isRepeating));
  }
  const answer: Around["answer"] = (answers) => {
    for (const [backend, next] of answers) started.get(backend)?.answerNext(next);
  };
  return {
    originOf: (backend: OtherBackend) => `http://127.0.0.1:${started.get(backend)?.port}`,
    answer,
    seen() {
      const seen = asked;
      asked = [];
      return seen;
    },
    close: () => Promise.all([...started.values()].map((backend) => backend.close())),
  };
}
