import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { generate } from "selfsigned";
import { expect, test } from "vitest";
import { serveEdge } from "../../src/edge/node.ts";
import { testCertificate } from "../support/certificate.ts";
import { askH2, openH2 } from "./h2-client.ts";
import { startApp } from "./support.ts";

/** An app whose answers begin at once and end when the test says so. */
async function startSlow() {
  const asked = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const port = await startApp(async (_incoming, response) => {
    response.write("first, ");
    asked.resolve();
    await finish.promise;
    response.end("last");
  });
  return { edge: { origin: `http://127.0.0.1:${port}` }, asked: asked.promise, finish: finish.resolve };
}

async function asking(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  await once(socket, "connect");
  socket.write("GET /slow HTTP/1.1\r\nHost: www.gov.uk\r\n\r\n");
  return socket;
}

test("an answer under way comes to its end, idle connections end at once, and nobody new is taken", async () => {
  const app = await startSlow();
  const running = await serveEdge({ edge: app.edge, port: 0 });
  const idle = connect(running.port, "127.0.0.1");
  const busy = await asking(running.port);
  const answer = text(busy);
  await app.asked;
  const closed = running.close(60_000);
  await once(idle, "close");
  const late = connect(running.port, "127.0.0.1");
  const [refused] = await once(late, "error");
  expect(refused).toMatchObject({ code: "ECONNREFUSED" });
  app.finish();
  expect(await answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*first, [\s\S]*last/);
  await closed;
});

test("what is not done in the time that it has is cut off", async () => {
  const app = await startSlow();
  const running = await serveEdge({ edge: app.edge, port: 0 });
  const busy = await asking(running.port);
  const answer = text(busy);
  await app.asked;
  await running.close(100);
  expect(await answer).not.toMatch(/last/);
});

test("HTTP/2 streams under way come to their end, and the client is told to open no more", async () => {
  const app = await startSlow();
  const running = await serveEdge({ edge: app.edge, port: 0, tls: await testCertificate() });
  const session = await openH2(running.port);
  const goaway = once(session, "goaway");
  const answer = askH2(session, { ":path": "/slow" });
  await app.asked;
  const closed = running.close(60_000);
  await goaway;
  app.finish();
  expect((await answer).body).toBe("first, last");
  await closed;
});

test("a new certificate is for new connections, and those that are open go on", async () => {
  const port = await startApp((_incoming, response) => void response.end("hello"));
  const tls = await testCertificate();
  const running = await serveEdge({ edge: { origin: `http://127.0.0.1:${port}` }, port: 0, tls });
  const session = await openH2(running.port);
  const { cert, private: key } = await generate([{ name: "commonName", value: "renewed.example" }], {
    keyType: "ec",
    curve: "P-256",
  });
  const nameNow = async () => {
    const socket = connectTls({ port: running.port, host: "127.0.0.1", rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { CN } = socket.getPeerCertificate().subject;
    socket.destroy();
    return CN;
  };
  expect(await nameNow()).toBe("localhost");
  running.renewTls({ cert, key });
  expect(await nameNow()).toBe("renewed.example");
  expect((await askH2(session, { ":path": "/" })).body).toBe("hello");
  expect(() => running.renewTls({ cert: "none", key })).toThrow();
  expect(await nameNow()).toBe("renewed.example");
  await running.close();
});
