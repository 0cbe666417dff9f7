import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { expectWellNext, get, says, saysAndCloses, secret, startPatient } from "./patient.ts";
import { fieldOf, freePort, startRaw, startRim } from "./support.ts";

const short = { timeouts: { firstByte: 400 } };

interface Fault {
  readonly what: string;
  readonly beIll: (socket: Socket) => void;
  readonly status: number;
  readonly code: string;
  readonly reason: string;
}

const closed = "The origin closed the connection without an answer. (UND_ERR_SOCKET)";
const notHttp = "The origin's answer is not HTTP, or none that was asked for.";

const faults: readonly Fault[] = [
  {
    what: "accepts and never answers",
    beIll: () => undefined,
    status: 504,
    code: "timeout",
    reason: "The origin did not answer in time. (UND_ERR_HEADERS_TIMEOUT)",
  },
  {
    what: "speaks another protocol",
    beIll: says("220 mail.example ESMTP\r\n"),
    status: 502,
    code: "protocol",
    reason: notHttp,
  },
  {
    what: "speaks HTTP with a control character in a header",
    beIll: says("HTTP/1.1 200 OK\r\nX-Thing: a\u0001b\r\nContent-Length: 0\r\n\r\n"),
    status: 502,
    code: "protocol",
    reason: notHttp,
  },
  {
    what: "names two lengths",
    beIll: says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab"),
    status: 502,
    code: "protocol",
    reason: notHttp,
  },
  {
    what: "answers with status 999",
    beIll: says("HTTP/1.1 999 What\r\nContent-Length: 2\r\n\r\nab"),
    status: 502,
    code: "protocol",
    reason: "The origin answered with the status 999.",
  },
  {
    what: "switches protocols unasked",
    beIll: says("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    status: 502,
    code: "protocol",
    reason: notHttp,
  },
  {
    what: "sends headers over the limit",
    beIll: says(`HTTP/1.1 200 OK\r\nX-Thing: ${"a".repeat(70_000)}\r\nContent-Length: 0\r\n\r\n`),
    status: 502,
    code: "protocol",
    reason: "The origin's headers are too large. (UND_ERR_HEADERS_OVERFLOW)",
  },
  {
    what: "closes in the middle of the headers",
    beIll: saysAndCloses("HTTP/1.1 200 OK\r\nX-Thi"),
    status: 502,
    code: "unreachable",
    reason: closed,
  },
  {
    what: "closes without a word",
    beIll: (socket) => socket.end(),
    status: 502,
    code: "unreachable",
    reason: closed,
  },
  {
    what: "resets the connection",
    beIll: (socket) => socket.resetAndDestroy(),
    status: 502,
    code: "unreachable",
    reason: "The origin closed the connection without an answer. (ECONNRESET)",
  },
];

describe("an origin that gives no answer", () => {
  test.each(faults)("$what: a page, an event, nothing stored", async ({ beIll, status, code, reason }) => {
    const rim = await startRim(await startPatient(beIll), { edge: short });
    const got = await get(rim.port, "/ill");
    expect(got.status).toBe(status);
    expect(fieldOf(got.headers, "cache-control")).toBe("no-store");
    expect(fieldOf(got.headers, "cache-status")).toContain(`detail=${code}`);
    expect(got.body).toMatch(/<h1>[^<]+<\/h1>/);
    expect(got.body).not.toMatch(/node_modules|\.ts:|Error|UND_ERR|127\.0\.0\.1/);
    expect(got.body).not.toContain(secret);
    const told = await rim.event("origin-error");
    expect(told).toMatchObject({ code, target: "/ill", reason: expect.stringContaining(reason) });
    expect(got.body).toContain(told.requestId);
    await expectWellNext(rim);
  });

  test("is not there: 502, and when it is back the next request works", async () => {
    const port = await freePort();
    const rim = await startRim(port);
    expect((await get(rim.port, "/ill")).status).toBe(502);
    expect(await rim.event("origin-error")).toMatchObject({
      code: "unreachable",
      reason: "The origin could not be reached. (ECONNREFUSED)",
    });
    const back = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell");
    });
    back.listen(port, "127.0.0.1");
    await once(back, "listening");
    onTestFinished(() => void back.close());
    await expectWellNext(rim);
  });

  test("takes longer to connect than it may: 504", async () => {
    // Over TLS connecting includes the handshake, which never comes here.
    const port = await startRaw((socket) => void socket.resume());
    const edge = { origin: `https://127.0.0.1:${port}`, timeouts: { connect: 300, firstByte: 60_000 } };
    const rim = await startRim(port, { edge });
    expect((await get(rim.port, "/")).status).toBe(504);
    expect(await rim.event("origin-error")).toMatchObject({
      code: "timeout",
      reason: "The origin did not answer in time. (UND_ERR_CONNECT_TIMEOUT)",
    });
  });
});
