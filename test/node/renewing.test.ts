import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { type NodeEdgeOptions, serveEdge } from "../../src/edge/node.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startApp } from "./support.ts";

/** An app whose pages tell how often it was asked; /slow waits until it may go on. */
async function startCounting() {
  let asked = 0;
  const waiting = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const port = await startApp(async ({ url }, response) => {
    asked += 1;
    const nth = asked;
    if (url === "/slow") {
      waiting.resolve();
      await goOn.promise;
    }
    response.setHeader("Cache-Control", "max-age=600").end(`answer ${nth}`);
  });
  return { origin: `http://127.0.0.1:${port}`, waiting: waiting.promise, goOn: goOn.resolve };
}

async function start(edge: NodeEdgeOptions["edge"]) {
  const running = await serveEdge({ edge, port: 0 });
  const { port } = running;
  const get = async (url: string, headers: [string, string][] = []) =>
    sendRaw({ port, method: "GET", url, host: "www.gov.uk", headers });
  const purge = (token: string) =>
    sendRaw({
      ...{ port, method: "PURGE", url: "/page", host: "www.gov.uk" },
      headers: [["Authorization", `Bearer ${token}`]],
    });
  return { running, get, purge };
}

test("other settings are in force at once, on connections that were open, and what is stored stays", async () => {
  const { origin } = await startCounting();
  const { running, get, purge } = await start({
    origin,
    profile: "www",
    www: { forceTls: false },
    purge: { token: "first-token" },
  });
  expect((await get("/page")).body).toBe("answer 1");
  const open = connect(running.port, "127.0.0.1");
  await once(open, "connect");
  const www = { forceTls: false };
  expect(running.renew({ origin, profile: "www", www, purge: { token: "other-token" } })).toEqual({
    kept: true,
  });
  open.write("GET /page HTTP/1.1\r\nHost: www.gov.uk\r\n\r\n");
  const [answer] = await once(open, "data");
  expect(String(answer)).toContain("answer 1");
  open.destroy();
  expect((await purge("first-token")).status).toBe(401);
  expect((await purge("other-token")).status).toBe(200);
  expect((await get("/page")).body).toBe("answer 2");
  await running.close();
});

test("what would be stored otherwise is not kept", async () => {
  const { origin } = await startCounting();
  const { running, get } = await start({ origin });
  expect((await get("/page")).body).toBe("answer 1");
  expect(running.renew({ origin, guard: "off" })).toEqual({ kept: false });
  expect((await get("/page")).body).toBe("answer 2");
  await running.close();
});

test("who is being answered is answered to the end, but what a purge could not reach is not stored", async () => {
  const { origin, waiting, goOn } = await startCounting();
  const { running, get } = await start({ origin });
  const slow = get("/slow");
  await waiting;
  running.renew({ origin, timeouts: { firstByte: 60_000 } });
  await running.edge.purge({ url: "http://www.gov.uk/slow" });
  goOn();
  expect((await slow).body).toBe("answer 1");
  expect((await get("/slow")).body).toBe("answer 2");
  await running.close();
});

test("wrong settings are refused, and the old ones stay in force", async () => {
  const { origin } = await startCounting();
  const { running, get } = await start({ origin });
  expect((await get("/page")).body).toBe("answer 1");
  expect(() => running.renew({ origin: "nowhere" })).toThrow("origin");
  expect((await get("/page")).body).toBe("answer 1");
  await running.close();
});

test("an edge on Node purges a part of a URL, as its memory can", async () => {
  const { origin } = await startCounting();
  const { running, get } = await start({ origin, inspector: true });
  await get("/page");
  const { body } = await get("/__edge/cache");
  expect(body).toContain('Purge<span class="hidden"> the one for everybody, of http://www.gov.uk/page');
  expect(body).not.toContain("purges all of it");
  await running.close();
});
