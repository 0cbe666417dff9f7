/**
 * A stage in workerd: the bundled worker on real sockets, with a fresh edge for each play. Node only.
 *
 * @module
 */

import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startScriptedOrigin } from "../../src/testing/node/scripted-origin.ts";
import { startOthers } from "../../src/testing/node/scripted-stage.ts";
import type { ClientAsks, OriginSaw, RunningStage } from "../../src/testing/play.ts";
import { beginning, settingsOf, timeouts } from "../../src/testing/play-backends.ts";
import type { Profile } from "../../src/testing/play-schema.ts";
import type { Play } from "./fixture-schema.ts";
import { bundledWorker } from "./worker-bundle.ts";
import { startModules } from "./worker-running.ts";

/** A theatre that is up, and the way to take it down. */
export interface WorkerTheatre {
  /** Starts what a play needs. */
  stageFor(play: Play, profile: Profile): Promise<RunningStage>;
  close(): Promise<void>;
}

/** Plays that workerd does not let a worker win, and why. */
const lost: ReadonlyMap<string, string> = new Map([
  // Safe all the same: the person is signed out. HTTP/2 clients' lines are joined before a worker runs.
  ["A32", "workerd joins Cookie lines by a comma, which a worker cannot tell from a comma in a value"],
  ["A36", "workerd refuses methods that it does not know"],
  ["Z14", "workerd decodes what the app says is gzip, and here it is none"],
]);

/** Why a play is not for a worker; null when it is. */
export function leftOutOfWorkerd({ id, steps, purge }: Play): string | null {
  if (steps.some(({ client }) => client.ja3 !== undefined)) return "nobody tells a worker of JA3";
  if (steps.some(({ client }) => client.method === "FASTLYPURGE")) return "workerd does not know FASTLYPURGE";
  if (purge && purge.trusted.length > 0) return "a worker has a token alone";
  return lost.get(id) ?? null;
}

/** Time and chance as the stage has them, put in place before the worker is loaded. */
const surroundings = `
const real = Date.now.bind(Date);
export const stage = { now: null, chance: 0 };
Date.now = () => stage.now ?? real();
Math.random = () => stage.chance;`;

/**
 * The module that workerd starts. A play's first request brings bindings of its own, and with other bindings
 * the worker makes its edge anew; each request brings the scheme and the address that it is to come with.
 */
const entry = `
import { stage } from "./surroundings.js";
import worker from "./worker.js";

let current = { play: null, bindings: null };

export default {
  fetch(request, _env, context) {
    const { play, scheme, address, bindings, now, chance } = JSON.parse(request.headers.get("x-stage"));
    if (play !== current.play) current = { play, bindings };
    Object.assign(stage, { now, chance });
    const url = new URL(request.url);
    url.protocol = scheme;
    const asked = new Request(url, request);
    asked.headers.delete("x-stage");
    if (address) asked.headers.set("cf-connecting-ip", address);
    return worker.fetch(asked, current.bindings, context);
  },
};`;

/** Starts the worker; each play has an app of its own behind it. */
export async function startWorkerTheatre(): Promise<WorkerTheatre> {
  const { code } = await bundledWorker();
  const front = await startModules(
    {
      "entry.js": { type: "esm", contents: entry },
      "surroundings.js": { type: "esm", contents: surroundings },
      "worker.js": { type: "esm", contents: code },
    },
    {},
    { direct: true },
  );
  let plays = 0;

  async function stageFor(play: Play, profile: Profile): Promise<RunningStage> {
    const origin = await startScriptedOrigin(undefined, false);
    const others = await startOthers(play, false);
    const bindings = bindingsOf(play, profile, origin.port, others.originOf);
    let current = 0;
    let now = beginning;
    let chance = 0;
    let saw: OriginSaw | null = null;

    async function ask({ tls, headers, address, body, ...asks }: ClientAsks) {
      const scheme = tls ? "https" : "http";
      const stage = JSON.stringify({ play: current, scheme, address, bindings, now, chance });
      const sized = body === undefined ? [] : [["Content-Length", String(Buffer.byteLength(body))] as const];
      return sendRaw({
        ...asks,
        ...(body !== undefined && { body }),
        port: front.port,
        headers: [["x-stage", stage], ...headers, ...sized],
      });
    }

    return {
      profile,
      answerNext: origin.answerNext,
      // workerd asks for the codings that it can decode, and decodes them.
      setByRuntime: ["accept-encoding"],
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
      seenByOrigin() {
        const seen = saw;
        saw = null;
        return seen;
      },
      async send(asks) {
        const got = await ask(asks);
        saw = origin.seenByOrigin();
        // HEAD is answered before the body that it fetched is stored; another round trip comes after that.
        if (asks.method === "HEAD") {
          await ask({ ...asks, method: "POST", url: "/barrier", body: "" });
          origin.seenByOrigin();
        }
        return got;
      },
      reset() {
        plays += 1;
        current = plays;
        saw = null;
      },
      async close() {
        await Promise.all([origin.close(), others.close()]);
      },
    };
  }

  return { stageFor, close: () => front.close() };
}

/** The worker's bindings for a play, all text. */
function bindingsOf(
  play: Play,
  profile: Profile,
  port: number,
  originOf: Parameters<typeof settingsOf>[2],
): Record<string, string> {
  const { www, purge } = settingsOf(play, profile, originOf);
  return {
    ORIGIN_URL: `http://127.0.0.1:${port}`,
    GUARD: play.guard ?? "report",
    PROFILE: profile,
    FIRST_BYTE_TIMEOUT: String(timeouts.firstByte),
    ...(www && { WWW_CONFIG: JSON.stringify(www) }),
    ...(purge?.token && { PURGE_TOKEN: purge.token }),
  };
}
