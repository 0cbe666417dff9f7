import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { serveEdge } from "../../src/edge/node.ts";
import { testCertificate } from "../support/certificate.ts";
import { askH2, openH2 } from "./h2-client.ts";
import { startApp, startRim } from "./support.ts";

/** An app that counts what it is sent. */
async function startCounting() {
  const seen: number[] = [];
  const port = await startApp(async (incoming, response) => {
    let bytes = 0;
    incoming.on("error", () => undefined);
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.byteLength;
    });
    incoming.on("end", () => {
      seen.push(bytes);
      response.end(`${bytes} bytes`);
    });
  });
  return { port, seen };
}

/** What comes back for these bytes, until the connection ends. */
async function answerTo(port: number, request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(request);
  return text(socket).catch(() => "");
}

const head = (line: string, ...more: string[]) =>
  [line, "Host: www.gov.uk", "Connection: close", ...more, "", ""].join("\r\n");
const chunkOf = (bytes: number) => `${bytes.toString(16)}\r\n${"x".repeat(bytes)}\r\n`;

test("a target that is too long is refused with 414, and one that just fits is not", async () => {
  const app = await startCounting();
  const { port } = await startRim(app.port, { limits: { targetLength: 100 } });
  const path = `/${"a".repeat(99)}`;
  expect(await answerTo(port, head(`GET ${path} HTTP/1.1`))).toMatch(/^HTTP\/1\.1 200 /);
  expect(await answerTo(port, head(`GET ${path}a HTTP/1.1`))).toMatch(
    /^HTTP\/1\.1 414 [\s\S]*longer than the 100 characters/,
  );
});

test("a head that is too large is refused with 431", async () => {
  const app = await startCounting();
  const { port } = await startRim(app.port, { limits: { headBytes: 2_000 } });
  const long = (bytes: number) => head("GET / HTTP/1.1", `X: ${"x".repeat(bytes)}`);
  expect(await answerTo(port, long(1_000))).toMatch(/^HTTP\/1\.1 200 /);
  expect(await answerTo(port, long(3_000))).toMatch(/^HTTP\/1\.1 431 /);
});

test("a body that says that it is too large is refused with 413, and the app is not asked", async () => {
  const app = await startCounting();
  const { port } = await startRim(app.port, { edge: { maxUploadBytes: 10 } });
  const post = (bytes: number) =>
    `${head("POST / HTTP/1.1", `Content-Length: ${bytes}`)}${"x".repeat(bytes)}`;
  expect(await answerTo(port, post(10))).toMatch(/^HTTP\/1\.1 200 [\s\S]*10 bytes/);
  expect(await answerTo(port, post(11))).toMatch(/^HTTP\/1\.1 413 /);
  expect(app.seen).toEqual([10]);
});

test("a body that turns out to be too large is refused with 413, and the app gets no whole one", async () => {
  const app = await startCounting();
  const { port } = await startRim(app.port, { edge: { maxUploadBytes: 10 } });
  const chunked = head("POST / HTTP/1.1", "Transfer-Encoding: chunked");
  expect(await answerTo(port, `${chunked}${chunkOf(5)}${chunkOf(5)}0\r\n\r\n`)).toMatch(/10 bytes/);
  const refused = await answerTo(port, `${chunked}${chunkOf(5)}${chunkOf(6)}0\r\n\r\n`);
  expect(refused).toMatch(/^HTTP\/1\.1 413 [\s\S]*what you sent is too large/);
  expect(app.seen).toEqual([10]);
});

test("the profile www says 413 too, and not that the service failed", async () => {
  const app = await startCounting();
  const edge = { profile: "www", www: { forceTls: false }, maxUploadBytes: 10 } as const;
  const { port } = await startRim(app.port, { edge });
  const post = `${head("POST / HTTP/1.1", "Content-Length: 11")}${"x".repeat(11)}`;
  expect(await answerTo(port, post)).toMatch(/^HTTP\/1\.1 413 /);
});

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

test("who does not send the head of a request in time gets 408, and idle connections end", async () => {
  const app = await startCounting();
  const { port } = await startRim(app.port, {
    limits: { headSeconds: 0.2, requestSeconds: 0.4, keepAliveSeconds: 0.1 },
  });
  const slow = await connected(port);
  slow.write("GET / HTTP/1.1\r\nHost: www");
  expect(await text(slow)).toMatch(/^HTTP\/1\.1 408 /);
  const idle = await connected(port);
  idle.write("GET / HTTP/1.1\r\nHost: www.gov.uk\r\n\r\n");
  expect(await text(idle)).toMatch(/^HTTP\/1\.1 200 /);
});

test("who says nothing at all is not waited for, with TLS neither", async () => {
  const app = await startCounting();
  const limits = { silenceSeconds: 0.15, headSeconds: 0.15 };
  const plain = await startRim(app.port, { limits });
  const secure = await startRim(app.port, { limits, tls: await testCertificate() });
  for (const { port } of [plain, secure]) {
    const silent = await connected(port);
    expect(await text(silent)).toBe("");
  }
});

test("more connections than are taken are turned away, and there is room again when one ends", async () => {
  const app = await startCounting();
  const { port } = await startRim(app.port, { limits: { connections: 2 } });
  const [first] = await Promise.all([connected(port), connected(port)]);
  const ask = head("GET / HTTP/1.1");
  expect(await answerTo(port, ask)).toBe("");
  first?.destroy();
  await expect.poll(() => answerTo(port, ask)).toMatch(/^HTTP\/1\.1 200 /);
});

test("one HTTP/2 connection has no more streams than it may, and the others wait", async () => {
  const app = await startCounting();
  const { port } = await startRim(app.port, { limits: { streams: 3 }, tls: await testCertificate() });
  const session = await openH2(port);
  await askH2(session, { ":path": "/" });
  expect(session.remoteSettings.maxConcurrentStreams).toBe(3);
  const all = await Promise.all(
    Array.from({ length: 9 }, (_, nth) => askH2(session, { ":path": `/${nth}` })),
  );
  expect(all.map(({ status }) => status)).toEqual(Array(9).fill(200));
});

test("a limit that is none is refused before anything listens", async () => {
  const edge = { origin: "http://127.0.0.1:1" };
  await expect(serveEdge({ edge, port: 0, limits: { connections: 0 } })).rejects.toThrow("connections");
});
