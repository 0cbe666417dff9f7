/** Which clients get the app's interim responses: whose request goes to the app, over either HTTP. */
import { once } from "node:events";
import type { ClientHttp2Session, IncomingHttpHeaders } from "node:http2";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { testCertificate } from "../support/certificate.ts";
import { openH2 } from "./h2-client.ts";
import { startRaw, startRim } from "./support.ts";

const link = "</style.css>; rel=preload; as=style";
const hints = `HTTP/1.1 103 Early Hints\r\nLink: ${link}\r\n\r\n`;
const final = (cacheControl: string) =>
  `HTTP/1.1 200 OK\r\nContent-Length: 5\r\nETag: "v1"\r\nCache-Control: ${cacheControl}\r\n\r\nhello`;

const startSaying = (answer: string) =>
  startRaw((socket) => socket.on("data", () => void socket.write(answer)));

/** Asks over HTTP/2: what came before the final response, and its status and fields. */
async function askH2(session: ClientHttp2Session, path = "/") {
  const stream = session.request({ ":path": path, ":authority": "www.gov.uk" });
  const interim: Record<string, unknown>[] = [];
  stream.on("headers", (got: IncomingHttpHeaders) => interim.push(Object.fromEntries(Object.entries(got))));
  const [headers] = await once(stream, "response");
  const body = Buffer.concat(await stream.toArray()).toString();
  return { interim, headers, body };
}

/** Asks over HTTP/1.1: all that came, as it stands on the wire. */
async function ask(port: number, path = "/"): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: www.gov.uk\r\nConnection: close\r\n\r\n`);
  return Buffer.concat(await socket.toArray()).toString("latin1");
}

test("a client of HTTP/2 gets them before the final response, and none with a hit", async () => {
  const early = [
    hints,
    "HTTP/1.1 102 Processing\r\nX-Done: 50%\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\nETag: 1\r\nETag: 2\r\nSet-Cookie: a=b\r\n\r\n",
  ];
  const app = await startSaying(early.join("") + final("max-age=60"));
  const { port, store } = await startRim(app, { tls: await testCertificate() });
  const session = await openH2(port);
  const miss = await askH2(session);
  expect(miss.interim).toEqual([
    { ":status": 103, link },
    { ":status": 102, "x-done": "50%" },
    { ":status": 103, link: "</a>, </b>", etag: "1, 2" },
  ]);
  expect(miss).toMatchObject({ headers: { ":status": 200, etag: '"v1"' }, body: "hello" });
  expect(miss.headers).not.toHaveProperty("link");
  await store.reaches(1);
  const hit = await askH2(session);
  expect([hit.interim, hit.headers["x-cache"], hit.body]).toEqual([[], "HIT", "hello"]);
});

test("a client of HTTP/2 whose stream is gone gets none, and its session goes on", async () => {
  const asked = Promise.withResolvers<Socket>();
  const app = await startRaw((socket) => socket.once("data", () => asked.resolve(socket)));
  const { port, store } = await startRim(app, { tls: await testCertificate() });
  const session = await openH2(port);
  const stream = session.request({ ":path": "/", ":authority": "www.gov.uk" });
  stream.on("error", () => undefined);
  const origin = await asked.promise;
  stream.destroy();
  await new Promise((resolve) => session.ping(resolve));
  origin.write(hints + final("max-age=60"));
  await store.reaches(1);
  expect((await askH2(session)).headers[":status"]).toBe(200);
});

test("who waits for another's fetch gets none", async () => {
  const asked = Promise.withResolvers<Socket>();
  const app = await startRaw((socket) =>
    socket.on("data", (chunk) => {
      if (String(chunk).startsWith("GET /other ")) socket.write(final("max-age=60"));
      else asked.resolve(socket);
    }),
  );
  const { port } = await startRim(app);
  const leader = ask(port);
  const origin = await asked.promise;
  const waiting = ask(port);
  // The second is inside when the edge has answered somebody who came after it.
  await ask(port, "/other");
  origin.write(hints + final("max-age=60"));
  expect(await leader).toMatch(/^HTTP\/1\.1 103 [\s\S]*\r\n\r\nHTTP\/1\.1 200 /);
  expect(await waiting).toMatch(/^HTTP\/1\.1 200 [\s\S]*; collapsed;[\s\S]*hello$/);
});

test("who validates gets them, with the stored response", async () => {
  let time = Date.now();
  const answers = [final("max-age=60"), `${hints}HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n`];
  const app = await startRaw((socket) => socket.on("data", () => void socket.write(answers.shift() ?? "")));
  const { port, store } = await startRim(app, { edge: { profile: "rfc9111", now: () => time } });
  await ask(port);
  await store.reaches(1);
  time += 100_000;
  expect(await ask(port)).toMatch(
    /^HTTP\/1\.1 103 [\s\S]*\r\n\r\nHTTP\/1\.1 200 [\s\S]*fwd-status=304[\s\S]*hello$/,
  );
});

test("who is served stale while the page is fetched in the background gets none", async () => {
  let time = Date.now();
  const cacheControl = "max-age=60, stale-while-revalidate=600";
  const refreshing = Promise.withResolvers<Socket>();
  let asked = 0;
  const app = await startRaw((socket) =>
    socket.on("data", () => {
      asked += 1;
      if (asked === 1) socket.write(final(cacheControl));
      else refreshing.resolve(socket);
    }),
  );
  const { port, store } = await startRim(app, { edge: { profile: "rfc9111", now: () => time } });
  await ask(port);
  await store.reaches(1);
  time += 100_000;
  // A connection that stays open: what came too late would stand before the next answer.
  const socket = connect(port, "127.0.0.1");
  const request = "GET / HTTP/1.1\r\nHost: www.gov.uk\r\n";
  socket.write(`${request}\r\n`);
  const [stale] = await once(socket, "data");
  (await refreshing.promise).write(hints + final(cacheControl));
  await store.reaches(2);
  socket.write(`${request}Connection: close\r\n\r\n`);
  const all = String(stale) + Buffer.concat(await socket.toArray()).toString();
  expect(all.match(/HTTP\/1\.1 [0-9]{3}/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200"]);
});

test("an app that answers 101 unasked gets no further than an error page", async () => {
  const { port } = await startRim(
    await startSaying("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
  );
  const { status } = await sendRaw({ port, method: "GET", url: "/", host: "localhost", headers: [] });
  expect(status).toBe(502);
});
