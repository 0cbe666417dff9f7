import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type RunningEdge, serveEdge } from "../../src/edge/node.ts";
import { playsFor } from "../fixtures/cases.ts";
import { testCertificate } from "../support/certificate.ts";
import { performPlay, type Stage } from "../support/play.ts";
import { sendRaw } from "../support/raw-client.ts";
import { type ScriptedOrigin, startScriptedOrigin } from "../support/scripted-origin.ts";
import { watchedStore } from "../support/watched-store.ts";
import { startRim } from "./support.ts";

const plays = playsFor("account").filter((play) => play.refusedByNode !== true);

describe.each(["report", "enforce"] as const)("over real sockets, with the guard on %s", (guard) => {
  const owed = plays.filter((play) => play.guard === guard);
  const store = watchedStore();
  let origin: ScriptedOrigin;
  let plain: RunningEdge;
  let secure: RunningEdge;

  beforeAll(async () => {
    origin = await startScriptedOrigin();
    const edge = { origin: `http://127.0.0.1:${origin.port}`, guard, store };
    plain = await serveEdge({ edge, port: 0 });
    secure = await serveEdge({ edge, port: 0, tls: await testCertificate() });
  });
  afterAll(() => Promise.all([plain.close(), secure.close(), origin.close()]));

  const stage = (): Stage => ({
    profile: "account",
    answerNext: origin.answerNext,
    seenByOrigin: origin.seenByOrigin,
    async send({ tls, ...request }) {
      const before = store.stored;
      const got = await sendRaw({
        ...request,
        port: tls ? secure.port : plain.port,
        ...(tls ? { secure: { rejectUnauthorized: false } } : {}),
      });
      const status = got.headers.find(([name]) => name.toLowerCase() === "cache-status")?.[1] ?? "";
      // The client may have the last byte before the store has it.
      if (/; stored(;|$)/.test(status)) await store.reaches(before + 1);
      return got;
    },
    reset() {
      store.clear();
      origin.seenByOrigin();
    },
  });

  test.each(owed.map((play) => [`${play.id}: ${play.title}`, play] as const))("%s", async (_name, play) => {
    await expect(performPlay(play, stage())).resolves.toBeUndefined();
  });
});

describe("the plays that are left out", () => {
  const refused = playsFor("account")
    .filter((play) => play.refusedByNode === true)
    .flatMap(({ id, title, steps }) => steps.map(({ client }) => [`${id}: ${title}`, client] as const));

  test.each(refused)("%s: Node's parser answers 400, and the edge is not asked", async (_name, client) => {
    const origin = await startScriptedOrigin();
    onTestFinished(() => origin.close());
    const { port, events } = await startRim(origin.port);
    const { tls: _, ...request } = client;
    expect((await sendRaw({ ...request, port })).status).toBe(400);
    expect([events, origin.seenByOrigin()]).toEqual([[], null]);
  });
});
