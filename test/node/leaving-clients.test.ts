import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { testCertificate } from "../support/certificate.ts";
import { openH2 } from "./h2-client.ts";
import { get } from "./patient.ts";
import { startApp, startRaw, startRim } from "./support.ts";

const piece = Buffer.alloc(16_384, "x");

/** An app whose answer never ends; it says when the edge gave it up. */
async function startEndless(headers: Record<string, string>) {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const freed = Promise.withResolvers<void>();
  const port = await startApp((_request, response) => {
    response.on("close", freed.resolve);
    asked.resolve();
    void answer.promise.then(() => {
      response.writeHead(200, headers);
      const more = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on("drain", more);
      more();
    });
  });
  return { port, asked: asked.promise, answer: answer.resolve, freed: freed.promise };
}

describe("a client that leaves", () => {
  test("in the middle of an answer of its own frees the origin's connection", async () => {
    const app = await startEndless({ "Cache-Control": "no-store" });
    const { port } = await startRim(app.port);
    const leaving = request({ port, host: "127.0.0.1" }).end();
    leaving.on("error", () => undefined);
    app.answer();
    const [response] = await once(leaving, "response");
    await once(response, "data");
    leaving.destroy();
    await expect(app.freed).resolves.toBeUndefined();
  });

  test("before the answer begins frees the origin's connection when it does", async () => {
    const app = await startEndless({ "Cache-Control": "no-store" });
    const { port, event } = await startRim(app.port);
    const leaving = connect(port, "127.0.0.1");
    leaving.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await app.asked;
    leaving.destroy();
    await once(leaving, "close");
    // The edge has seen the client leave when it answers what came after.
    expect(
      (await sendRaw({ port, method: "OPTIONS", url: "*", host: "localhost", headers: [] })).status,
    ).toBe(400);
    app.answer();
    await event("request");
    await expect(app.freed).resolves.toBeUndefined();
  });

  test.each(["before the answer begins", "in the middle of it"])(
    "an HTTP/2 stream %s frees the origin's connection",
    async (when) => {
      const app = await startEndless({ "Cache-Control": "no-store" });
      const { port } = await startRim(app.port, { tls: await testCertificate() });
      const h2 = await openH2(port);
      const stream = h2.request({ ":path": "/" });
      stream.on("error", () => undefined);
      await app.asked;
      if (when === "in the middle of it") {
        app.answer();
        await once(stream, "data");
      }
      stream.close(8);
      await once(stream, "close");
      // The edge has seen the stream end when it answers what came after.
      await new Promise((resolve) => h2.ping(resolve));
      app.answer();
      await expect(app.freed).resolves.toBeUndefined();
    },
  );

  test("does not keep what is being stored from being stored", async () => {
    const rest = Promise.withResolvers<void>();
    const app = await startApp((_request, response) => {
      response.writeHead(200, { "Cache-Control": "max-age=60" }).write("half");
      void rest.promise.then(() => response.end(" and half"));
    });
    const { port, store } = await startRim(app);
    const leaving = request({ port, host: "127.0.0.1", path: "/x", headers: { host: "localhost" } }).end();
    leaving.on("error", () => undefined);
    const [response] = await once(leaving, "response");
    await once(response, "data");
    leaving.destroy();
    await once(leaving, "close");
    rest.resolve();
    await store.reaches(1);
    expect((await get(port, "/x")).body).toBe("half and half");
  });

  test("in the middle of an upload ends the upload, and the edge goes on", async () => {
    const ended = Promise.withResolvers<boolean>();
    const app = await startApp((incoming, response) => {
      if (incoming.method === "GET") return void response.end("well");
      incoming.resume().on("close", () => ended.resolve(incoming.complete));
    });
    const { port } = await startRim(app);
    const leaving = connect(port, "127.0.0.1");
    leaving.write("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999\r\n\r\nbegun");
    await new Promise((resolve) => leaving.once("ready", resolve));
    leaving.end();
    expect(await ended.promise).toBe(false);
    expect((await get(port, "/")).body).toBe("well");
  });
});

describe("an answer that the edge refuses", () => {
  test("frees its connection, though its body goes on", async () => {
    const freed = Promise.withResolvers<void>();
    const app = await startRaw((socket) => {
      socket.once("close", () => freed.resolve());
      socket.once("data", () => {
        socket.write("HTTP/1.1 999 What\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmore\r\n");
      });
    });
    const { port } = await startRim(app);
    expect((await get(port, "/")).status).toBe(502);
    await expect(freed.promise).resolves.toBeUndefined();
  });
});
