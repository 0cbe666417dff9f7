import { createHash } from "node:crypto";
import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startApp, startRaw, startRim } from "./support.ts";

interface Uploaded {
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
  readonly hash: string;
}

/** An app that says what was uploaded to it. */
function startTaker(): Promise<number> {
  return startApp(async (incoming, response) => {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const chunk of incoming) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    response.end(JSON.stringify({ headers: incoming.headers, bytes, hash: hash.digest("hex") }));
  });
}

const hashOf = (...parts: readonly (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");

describe("a request's body", () => {
  test("with a length arrives whole and with that length", async () => {
    const { port } = await startRim(await startTaker());
    const headers: [string, string][] = [
      ["Content-Length", "11"],
      ["Content-Type", "text/plain"],
    ];
    const got = await sendRaw({ port, method: "POST", url: "/", host: "x", headers, body: "hello there" });
    const saw: Uploaded = JSON.parse(got.body);
    expect(saw).toMatchObject({ bytes: 11, hash: hashOf("hello there") });
    expect(saw.headers).toMatchObject({ "content-length": "11", "content-type": "text/plain" });
  });

  test("that its client breaks off is not blamed on the origin", async () => {
    const begun = Promise.withResolvers<void>();
    const app = await startApp((incoming) => {
      incoming.on("error", () => undefined).once("data", () => begun.resolve());
    });
    const rim = await startRim(app);
    const socket = connect(rim.port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
    await begun.promise;
    socket.destroy();
    expect(await rim.event("origin-error")).toMatchObject({
      code: "aborted",
      reason: "The client broke its request off.",
    });
  });

  test("in chunks arrives whole, while it is still coming", async () => {
    const begun = Promise.withResolvers<void>();
    const app = await startApp(async (incoming, response) => {
      const texts: string[] = [];
      for await (const chunk of incoming) {
        texts.push(String(chunk));
        begun.resolve();
      }
      response.end(texts.join(""));
    });
    const { port } = await startRim(app);
    const sent = request({ port, host: "127.0.0.1", method: "POST" });
    sent.write("first ");
    await begun.promise;
    sent.end("second");
    const [response] = await once(sent, "response");
    expect(String(Buffer.concat(await response.toArray()))).toBe("first second");
  });

  test("of 20 MB streams through", async () => {
    const { port } = await startRim(await startTaker());
    const piece = Buffer.alloc(2 ** 20, "0123456789abcdef");
    const sent = request({ port, host: "127.0.0.1", method: "PUT" });
    const answer = once(sent, "response");
    for (let i = 0; i < 20; i += 1) if (!sent.write(piece)) await once(sent, "drain");
    sent.end();
    const [response] = await answer;
    const saw: Uploaded = JSON.parse(String(Buffer.concat(await response.toArray())));
    expect(saw.bytes).toBe(20 * 2 ** 20);
    expect(saw.hash).toBe(hashOf(...Array.from({ length: 20 }, () => piece)));
  });

  test("that the app refuses unread is refused with the app's own answer", async () => {
    const app = await startApp((_incoming, response) => void response.writeHead(413).end("too much"));
    const { port } = await startRim(app);
    const sent = request({ port, host: "127.0.0.1", method: "POST" });
    sent.on("error", () => undefined);
    sent.write(Buffer.alloc(2 ** 20));
    const [response] = await once(sent, "response");
    expect(response.statusCode).toBe(413);
    expect(String(Buffer.concat(await response.toArray()))).toBe("too much");
    sent.destroy();
    const next = await sendRaw({ port, method: "GET", url: "/", host: "x", headers: [] });
    expect([next.status, next.body]).toEqual([413, "too much"]);
  });

  test("that the app hangs up on fails, and the event says who hung up", async () => {
    const app = await startRaw((socket) => void socket.once("data", () => socket.destroy()));
    const { port, event } = await startRim(app);
    const sent = request({ port, host: "127.0.0.1", method: "POST" });
    sent.on("error", () => undefined);
    sent.end(Buffer.alloc(4 * 2 ** 20));
    const [response] = await once(sent, "response");
    expect(response.resume().statusCode).toBe(502);
    const reason = expect.stringContaining("The origin closed the connection without an answer.");
    expect(await event("origin-error")).toMatchObject({ code: "unreachable", reason });
  });

  test("is asked for with 100-continue by the edge, and the app need not know", async () => {
    const { port } = await startRim(await startTaker());
    const sent = request({
      ...{ port, host: "127.0.0.1", method: "POST" },
      headers: { expect: "100-continue", "content-length": "5" },
    });
    sent.flushHeaders();
    await once(sent, "continue");
    sent.end("hello");
    const [response] = await once(sent, "response");
    const saw: Uploaded = JSON.parse(String(Buffer.concat(await response.toArray())));
    expect([saw.bytes, saw.headers.expect]).toEqual([5, undefined]);
  });

  test("of a GET is not sent on, and the next request on the connection is read after it", async () => {
    const { port } = await startRim(await startTaker());
    const socket = connect(port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nHost: x\r\nCache-Control: no-store\r\nContent-Length: 5\r\n\r\nhello");
    socket.write("GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const text = String(Buffer.concat(await socket.toArray()));
    expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    expect(text.match(/"bytes":0/g)).toHaveLength(2);
  });

  test.each(["DELETE", "OPTIONS", "POST"])("that %s does not have arrives as none", async (method) => {
    const { port } = await startRim(await startTaker());
    const got = await sendRaw({ port, method, url: "/", host: "x", headers: [] });
    expect([got.status, JSON.parse(got.body).bytes]).toEqual([200, 0]);
  });
});

describe("a connection to the app that the app closed while it was idle", () => {
  /** An app that answers once a connection, and closes it when it is asked again. */
  async function startForgetful() {
    const asked: string[] = [];
    const known = new WeakSet();
    const port = await startApp((incoming, response) => {
      asked.push(`${incoming.method} ${incoming.url}`);
      if (known.has(incoming.socket)) return void incoming.socket.destroy();
      known.add(incoming.socket);
      incoming.resume();
      response.end("hello");
    });
    return { asked, port };
  }
  const none: [string, string][] = [];

  test("costs a GET nothing: it is sent once more", async () => {
    const app = await startForgetful();
    const { port } = await startRim(app.port);
    await sendRaw({ port, method: "GET", url: "/1", host: "x", headers: none });
    const got = await sendRaw({ port, method: "GET", url: "/2", host: "x", headers: none });
    expect([got.status, got.body]).toEqual([200, "hello"]);
    expect(app.asked).toEqual(["GET /1", "GET /2", "GET /2"]);
  });

  test("fails a POST, which may have been done already", async () => {
    const app = await startForgetful();
    const { port, event } = await startRim(app.port);
    await sendRaw({ port, method: "GET", url: "/1", host: "x", headers: none });
    const headers: [string, string][] = [["Content-Length", "3"]];
    const got = await sendRaw({ port, method: "POST", url: "/2", host: "x", headers, body: "a=1" });
    expect(got.status).toBe(502);
    expect(app.asked).toEqual(["GET /1", "POST /2"]);
    expect(await event("origin-error")).toMatchObject({ code: "unreachable" });
  });
});
