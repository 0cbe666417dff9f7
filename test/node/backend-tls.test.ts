/** Whose certificate is checked, and against which name. */

import { once } from "node:events";
import { createSecureServer } from "node:http2";
import { expect, onTestFinished, test } from "vitest";
import { undiciTransport } from "../../src/edge/node/undici-transport.ts";
import { testCertificate } from "../support/certificate.ts";
import { answers, stageBefore, startBackend, textOf } from "./backends.ts";

test("a backend whose certificate nobody vouches for is not reached, nor told anything", async () => {
  const app = await startBackend("app", true);
  const mirror = await startBackend("mirror", true);
  const reached = await stageBefore([app, mirror], { app: { insecure: false } }).get("/");
  expect(await textOf(reached)).toBe("from mirror");
  expect(reached.failed).toEqual([{ backend: "app", reason: "unreachable", status: null }]);
  expect(app.seen).toEqual([]);
});

test("that any certificate is accepted of an app says nothing of its mirrors", async () => {
  const app = await startBackend("app", true);
  const mirror = await startBackend("mirror", true);
  app.behave(answers(503));
  const stage = stageBefore([app, mirror], { mirror: { insecure: false } });
  await expect(stage.get("/")).rejects.toMatchObject({
    message: "No backend gave an answer (app: 503, mirror: unreachable).",
  });
  expect(mirror.seen).toEqual([]);
});

test("by default no origin is excepted", async () => {
  const app = await startBackend("app", true);
  const { transport, close } = undiciTransport();
  const timeouts = { connect: 5_000, firstByte: 5_000, betweenBytes: 5_000 };
  const asked = transport({ method: "GET", url: new URL(app.url), fields: [], body: null, timeouts });
  await expect(asked).rejects.toMatchObject({ code: "unreachable" });
  await close();
  expect(app.seen).toEqual([]);
});

// undici keeps two connections for requests that follow at once; it would open one for each name.
const hosts = ["www.gov.uk", "a.example", "b.example", "c.example", "d.example", "e.example"];

test("TLS is told the backend's name, whatever host the client named, on the same connections", async () => {
  const app = await startBackend("app", true);
  const stage = stageBefore([app]);
  for (const host of hosts) expect(await textOf(await stage.get("/", { host }))).toBe("from app");
  expect(app.seen.map(({ headers, servername }) => [headers.host, servername])).toEqual(
    hosts.map((host) => [host, "localhost"]),
  );
  expect(app.connections()).toBeLessThanOrEqual(2);
});

test("a backend that is an address is told no name", async () => {
  const app = await startBackend("app", true);
  const stage = stageBefore([{ ...app, url: app.url.replace("localhost", "127.0.0.1") }]);
  for (const host of hosts) await textOf(await stage.get("/", { host }));
  expect(app.seen.map(({ headers, servername }) => [headers.host, servername])).toEqual(
    hosts.map((host) => [host, null]),
  );
  expect(app.connections()).toBeLessThanOrEqual(2);
});

test("a backend that speaks HTTP/2 too is spoken to over HTTP/1.1, and its bodies count as whole", async () => {
  const versions: string[] = [];
  const server = createSecureServer(
    { ...(await testCertificate()), allowHTTP1: true },
    (request, response) => {
      versions.push(request.httpVersion);
      response.write("without ");
      response.end("a length");
    },
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = address !== null && typeof address === "object" ? address.port : 0;
  const reached = await stageBefore([{ name: "app", url: `https://localhost:${port}` }]).get("/");
  expect([await textOf(reached), reached.delimitedByClose, versions]).toEqual([
    "without a length",
    false,
    ["1.1"],
  ]);
});
