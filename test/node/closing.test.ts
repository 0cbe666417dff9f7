import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { serveEdge } from "../../src/edge/node.ts";
import { testCertificate } from "../support/certificate.ts";
import { openH2 } from "./h2-client.ts";
import { startApp } from "./support.ts";

async function connected(port: number, text: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

/** An app that never answers /wait. */
async function startWaiting() {
  const waiting = Promise.withResolvers<void>();
  const port = await startApp(({ url }, response) => {
    if (url === "/wait") waiting.resolve();
    else response.end("hello");
  });
  return { edge: { origin: `http://127.0.0.1:${port}` }, waiting: waiting.promise };
}

test("closing ends connections that idle, that wait for the app, and that said nothing yet", async () => {
  const { edge, waiting } = await startWaiting();
  const running = await serveEdge({ edge, port: 0 });
  const idle = await connected(running.port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(idle, "data");
  const silent = await connected(running.port, "GET / HT");
  const asking = await connected(running.port, "GET /wait HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await waiting;
  const ended = Promise.all([idle, silent, asking].map((socket) => once(socket, "close")));
  await running.close();
  await expect(ended).resolves.toHaveLength(3);
});

test("closing ends HTTP/2 connections with streams under way", async () => {
  const { edge, waiting } = await startWaiting();
  const running = await serveEdge({ edge, port: 0, tls: await testCertificate() });
  const session = await openH2(running.port);
  const stream = session.request({ ":path": "/wait" });
  stream.on("error", () => undefined);
  await waiting;
  const ended = once(session, "close");
  await running.close();
  await ended;
  expect(session.destroyed).toBe(true);
});

test("a port that was closed is free again, and one that is taken is refused with its code", async () => {
  const { edge } = await startWaiting();
  const first = await serveEdge({ edge, port: 0 });
  await expect(serveEdge({ edge, port: first.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await first.close();
  const second = await serveEdge({ edge, port: first.port });
  expect(second.port).toBe(first.port);
  await second.close();
});

test("closing twice is closing once", async () => {
  const { edge } = await startWaiting();
  const running = await serveEdge({ edge, port: 0 });
  await running.close();
  await expect(running.close()).resolves.toBeUndefined();
});

test("wrong options are refused before anything listens", async () => {
  const origin = "http://127.0.0.1:1";
  await expect(serveEdge({ edge: { origin: "nowhere" }, port: 0 })).rejects.toThrow("origin");
  await expect(serveEdge({ edge: { origin }, port: 0, trustProxy: ["x"] })).rejects.toThrow('proxy "x"');
});
