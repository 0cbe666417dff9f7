import { once } from "node:events";
import { createServer } from "node:net";
import { connect } from "node:tls";
import { expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { metricsText } from "../support/metrics-text.ts";
import { run, type Serve, startOrigin, startServe } from "./support.ts";

/** An app whose one page has a version that the test changes. */
async function startVersioned() {
  let version = "first";
  const asked: string[] = [];
  const origin = await startOrigin((_request, response) => {
    asked.push(version);
    response.setHeader("Cache-Control", "max-age=600").setHeader("Surrogate-Key", "page").end(version);
  });
  return {
    origin,
    asked,
    publish(next: string) {
      version = next;
    },
  };
}

const token = "a-token-for-purges";

/** Starts an edge of several processes, each of which a new connection in its turn reaches. */
async function startWorkers(workers: number, flags: readonly string[] = []) {
  const app = await startVersioned();
  const serve = await startServe([
    ...["--origin", app.origin.url, "--workers", String(workers), "--purge-token", token],
    ...flags,
  ]);
  const port = Number(new URL(serve.url).port);
  const get = async () =>
    (await sendRaw({ port, method: "GET", url: "/", host: "localhost", headers: [["Connection", "close"]] }))
      .body;
  const purge = async () => {
    const headers: [string, string][] = [
      ["Authorization", `Bearer ${token}`],
      ["Surrogate-Key", "page"],
      ["Connection", "close"],
    ];
    return sendRaw({ port, method: "POST", url: "/__edge/purge", host: "localhost", headers });
  };
  const end = async (signal?: NodeJS.Signals) => {
    const ended = await serve.stop(signal);
    await app.origin.close();
    return ended;
  };
  return { ...app, serve, port, get, purge, end };
}

const times = <T>(count: number, act: () => Promise<T>) => Promise.all(Array.from({ length: count }, act));

test.concurrent("several processes serve on one port, each with a cache of its own", async () => {
  const { get, asked, end } = await startWorkers(3);
  for (let nth = 0; nth < 9; nth += 1) expect(await get()).toBe("first");
  expect(asked).toHaveLength(3);
  expect(await end("SIGTERM")).toMatchObject({ code: 0, stderr: "" });
});

test.concurrent("a purge has reached all of them when it is answered, under load too", async () => {
  const { get, publish, purge, asked, end } = await startWorkers(4);
  await times(16, get);
  expect(asked.length).toBeGreaterThanOrEqual(4);
  for (const next of ["second", "third", "fourth"]) {
    let isPurged = false;
    const late: string[] = [];
    const load = times(8, async () => {
      for (let nth = 0; nth < 30; nth += 1) {
        const wasPurged = isPurged;
        const body = await get();
        if (wasPurged && body !== next) late.push(body);
      }
    });
    publish(next);
    const { status, body } = await purge();
    isPurged = true;
    expect([status, JSON.parse(body)]).toEqual([200, { status: "ok" }]);
    await load;
    expect(late).toEqual([]);
  }
  await end();
});

/** The processes that serve, as the system knows them. */
async function workersOf({ child }: Serve): Promise<number[]> {
  const { readFile } = await import("node:fs/promises");
  const list = await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8");
  return list.trim().split(" ").map(Number);
}

test.concurrent("a worker that dies is replaced, and nobody is turned away meanwhile", async ({ expect }) => {
  const { serve, get, publish, purge, end } = await startWorkers(2);
  await times(4, get);
  const [first = 0] = await workersOf(serve);
  process.kill(first, "SIGKILL");
  await serve.printed(/A worker is gone: it was ended by SIGKILL\. Another takes its place/);
  publish("second");
  await expect.poll(async () => (await workersOf(serve)).length).toBe(2);
  expect(JSON.parse((await purge()).body)).toEqual({ status: "ok" });
  expect(new Set(await times(6, get))).toEqual(new Set(["second"]));
  await end();
});

test.concurrent("they end when their supervisor is killed", async ({ expect }) => {
  const { serve, get, port, origin } = await startWorkers(2);
  await get();
  await serve.stop("SIGKILL");
  await expect
    .poll(
      async () => {
        const server = createServer();
        const taken = once(server, "error").then(() => "taken");
        const free = once(server, "listening").then(() => "free");
        server.listen(port, "127.0.0.1");
        const outcome = await Promise.race([taken, free]);
        server.close();
        return outcome;
      },
      { timeout: 15_000 },
    )
    .toBe("free");
  await origin.close();
});

test.concurrent("whichever is asked says how all are and what all have counted", async ({ expect }) => {
  const { serve, get, port, end } = await startWorkers(3);
  for (let nth = 0; nth < 7; nth += 1) await get();
  const page = async (url: string) =>
    (await sendRaw({ port, method: "GET", url, host: "localhost", headers: [["Connection", "close"]] })).body;
  const { samples } = metricsText(await page("/__edge/metrics"));
  const counts = [...samples].filter(([name]) => name.startsWith("govuk_edge_requests_total"));
  expect(new Set(counts.map(([name]) => /worker="(\d)"/.exec(name)?.[1])).size).toBe(3);
  expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(7);
  expect(samples.get('govuk_edge_workers{answered="yes"}')).toBe(3);
  expect(JSON.parse(await page("/__edge/health"))).toMatchObject({ status: "ready", reasons: [] });
  const [stuck = 0] = await workersOf(serve);
  process.kill(stuck, "SIGSTOP");
  // One of them comes to the one that is stuck, and has no answer.
  const told = await Promise.any(Array.from({ length: 3 }, () => page("/__edge/health")));
  expect(JSON.parse(told)).toMatchObject({ status: "degraded", reasons: ["1 of 3 workers did not answer"] });
  process.kill(stuck, "SIGCONT");
  await end();
});

test.concurrent("SIGHUP has all of them read their settings again", async () => {
  const { serve, end } = await startWorkers(2);
  serve.child.kill("SIGHUP");
  await serve.printed(/(read again[\s\S]*){2}/);
  await end();
});

test.concurrent("with a certificate made on the spot, all show the same", async () => {
  const { port, end } = await startWorkers(3, ["--https"]);
  const shown = async () => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };
  expect(new Set(await times(6, shown)).size).toBe(1);
  await end();
});

test.concurrent("what keeps the first from serving is said, and there are no others", async () => {
  const origin = await startOrigin();
  const { code, stderr, stdout } = await run([
    ...["serve", "--origin", origin.url, "--workers", "3", "--port", String(new URL(origin.url).port)],
  ]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr.match(/is taken/g)).toHaveLength(1);
  expect(stderr).toContain("could not start");
  await origin.close();
});
