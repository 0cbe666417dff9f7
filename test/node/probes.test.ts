/** Probes over real sockets: a sick app is not asked, and an edge that is closed probes no more. */
import { expect, test } from "vitest";
import type { EdgeSettings } from "../../src/edge/index.ts";
import { type NodeEdgeOptions, serveEdge } from "../../src/edge/node.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { answers, startBackend } from "./backends.ts";
import { startRim } from "./support.ts";

const path = "/healthcheck";

/** The time of the probes: it stands still until the test says that an interval is over. */
function probeTime() {
  let task: (() => void) | null = null;
  let judged = Promise.withResolvers<void>();
  return {
    schedule(_milliseconds: number, next: () => void) {
      task = next;
      judged.resolve();
      return () => {
        task = null;
      };
    },
    /** Resolves when the edge has made up its mind about a probe, and waits for the next. */
    judged: () => judged.promise,
    isRunning: () => task !== null,
    next() {
      judged = Promise.withResolvers();
      task?.();
      return judged.promise;
    },
  };
}

/** An edge with the rules of www before an app whose probe answers with a status, and a mirror. */
async function startSite(status: number) {
  let health = status;
  const app = await startBackend("app", false);
  app.behave((request, response) =>
    request.url === path ? answers(health)(request, response) : response.end("from app"),
  );
  const mirror = await startBackend("mirrorS3", false);
  const probe = { path, window: 1, initial: 1 };
  const www: EdgeSettings["www"] = {
    forceTls: false,
    backends: { origin: { probe }, mirrors: [{ name: "mirrorS3", url: `${mirror.url}/www` }] },
  };
  const time = probeTime();
  const settings = { profile: "www", origin: app.url, www, schedule: time.schedule } as const;
  const rim = await startRim(1, { edge: settings });
  return {
    ...rim,
    app,
    mirror,
    time,
    get: async (url: string) =>
      (await sendRaw({ port: rim.port, host: "www.gov.uk", method: "GET", url, headers: [] })).body,
    becomes(next: number) {
      health = next;
      return time.next();
    },
  };
}

test("an app whose probe answers 500 is not asked, and the mirror is", async () => {
  const { app, mirror, time, get } = await startSite(500);
  await time.judged();
  expect(await get("/vat-rates")).toBe("from mirrorS3");
  expect(mirror.seen.map(({ line }) => line)).toEqual(["GET /www/vat-rates.html"]);
  expect(app.seen.map(({ line }) => line)).toEqual([`GET ${path}`]);
});

test("an app whose probe answers 200 is asked, until it falls ill, and when it is well again", async () => {
  const { mirror, time, get, becomes } = await startSite(200);
  await time.judged();
  expect(await get("/a")).toBe("from app");
  expect(mirror.seen).toEqual([]);
  await becomes(503);
  expect(await get("/b")).toBe("from mirrorS3");
  await becomes(200);
  expect(await get("/c")).toBe("from app");
});

test("an edge that is closed probes no more", async () => {
  const { time, close } = await startSite(200);
  await time.judged();
  expect(time.isRunning()).toBe(true);
  await close();
  expect(time.isRunning()).toBe(false);
});

test("an edge that finds its port taken probes no more", async () => {
  const { port } = await startSite(200);
  const time = probeTime();
  const answered = Promise.withResolvers<{ status: number; fields: []; body: null }>();
  const edge: NodeEdgeOptions["edge"] = {
    profile: "www",
    origin: "http://127.0.0.1:1",
    www: { backends: { origin: { probe: { path } } } },
    schedule: time.schedule,
    transport: () => answered.promise,
  };
  await expect(serveEdge({ port, edge })).rejects.toMatchObject({ code: "EADDRINUSE" });
  answered.resolve({ status: 200, fields: [], body: null });
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(time.isRunning()).toBe(false);
});

test("in a profile without backends nobody is probed", async () => {
  const app = await startBackend("app", false);
  const www = { backends: { origin: { probe: { path } } } };
  const { port } = await startRim(1, { edge: { profile: "account", origin: app.url, www } });
  await sendRaw({ port, host: "www.gov.uk", method: "GET", url: "/a", headers: [] });
  expect(app.seen.map(({ line }) => line)).toEqual(["GET /a"]);
});
