/** One port for https and plain http, in the profile that sends the latter to the former. */
import { once } from "node:events";
import { createServer } from "node:http";
import { createSecureServer } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, onTestFinished, test } from "vitest";
import { eitherServer } from "../../src/edge/node/either.ts";
import { serveEdge } from "../../src/edge/node.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startScriptedOrigin } from "../../src/testing/node/scripted-origin.ts";
import { testCertificate } from "../support/certificate.ts";
import { askH2, openH2 } from "./h2-client.ts";

async function startEither(www = {}) {
  const origin = await startScriptedOrigin();
  origin.answerNext({ status: 200, headers: [["Content-Type", "image/png"]], body: "page" });
  const edge = await serveEdge({
    port: 0,
    tls: await testCertificate(),
    edge: { origin: `http://127.0.0.1:${origin.port}`, profile: "www", www },
  });
  onTestFinished(async () => {
    await edge.close();
    await origin.close();
  });
  return edge;
}

const ask = (port: number, secure: boolean) =>
  sendRaw({
    port,
    method: "GET",
    url: "/p?b=1",
    host: `www.gov.uk:${port}`,
    headers: [],
    ...(secure && { secure: { rejectUnauthorized: false } }),
  });

test("who comes without TLS is sent to the same port with it", async () => {
  const { port } = await startEither();
  const got = await ask(port, false);
  expect([got.status, got.headers.find(([name]) => name.toLowerCase() === "location")]).toEqual([
    301,
    [expect.anything(), `https://www.gov.uk:${port}/p?b=1`],
  ]);
});

test("who comes with TLS is answered, over HTTP/1.1 and over HTTP/2", async () => {
  const { port } = await startEither();
  expect([(await ask(port, true)).status, (await ask(port, true)).body]).toEqual([200, "page"]);
  const session = await openH2(port);
  const { status, body } = await askH2(session, { ":path": "/p?b=1" });
  expect([status, body]).toEqual([200, "page"]);
});

test("a request that comes byte by byte is heard whole", async () => {
  const { port } = await startEither();
  const socket = connect(port, "127.0.0.1");
  for (const byte of "GET /slow HTTP/1.1\r\nHost: www.gov.uk\r\nConnection: close\r\n\r\n") {
    socket.write(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(Buffer.concat(await socket.toArray()).toString()).toMatch(/^HTTP\/1\.1 301 /);
});

test("what is neither is refused, and a connection that is reset harms nobody", async () => {
  const { port } = await startEither();
  const nonsense = connect(port, "127.0.0.1");
  nonsense.end(Buffer.from([0, 1, 2, 3, 13, 10, 13, 10]));
  expect(Buffer.concat(await nonsense.toArray()).toString()).toMatch(/^HTTP\/1\.1 400 /);
  const silent = connect(port, "127.0.0.1");
  await once(silent, "connect");
  silent.resetAndDestroy();
  expect((await ask(port, true)).status).toBe(200);
});

test("closing ends connections that have not said anything yet", async () => {
  const edge = await startEither();
  const silent = connect(edge.port, "127.0.0.1");
  await once(silent, "connect");
  const ended = once(silent, "close");
  await edge.close();
  await expect(ended).resolves.toBeDefined();
});

test("where plain http is not redirected, the port speaks TLS alone", async () => {
  const { port } = await startEither({ forceTls: false });
  await expect(ask(port, false)).rejects.toThrow();
  expect((await ask(port, true)).status).toBe(200);
});

test.each([
  ["without TLS", false],
  ["with TLS", true],
])("a client %s that never finishes its head is told so, and cut off", async (_how, secure) => {
  const limits = { headersTimeout: 50, requestTimeout: 100, connectionsCheckingInterval: 20 };
  const plain = createServer(limits);
  const tls = createSecureServer({ ...limits, ...(await testCertificate()), allowHTTP1: true });
  const server = eitherServer(tls, plain).listen(0, "127.0.0.1");
  await once(server, "listening");
  const innerEnd = Promise.all([once(tls, "close"), once(plain, "close")]);
  const to = { port: portOf(server.address()), host: "127.0.0.1" };
  const socket = secure ? connectTls({ ...to, rejectUnauthorized: false }) : connect(to);
  socket.write("GET / HTTP/1.1\r\nHost: www.gov.uk\r\nX-Slow: ");
  expect(Buffer.concat(await socket.toArray()).toString()).toMatch(/^HTTP\/1\.1 408 /);
  server.close();
  await expect(innerEnd).resolves.toHaveLength(2);
});

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("The server is not on a port.");
  return address.port;
}
