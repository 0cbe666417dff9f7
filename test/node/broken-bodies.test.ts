import type { Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { expectWellNext, get, says, saysAndCloses, startPatient } from "./patient.ts";
import { startRim } from "./support.ts";

const edge = { timeouts: { betweenBytes: 400 } };
const stored = "HTTP/1.1 200 OK\r\nVary: GOVUK-Account-Session\r\n";
const own = "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\n";

const faults: [string, (head: string) => (socket: Socket) => void][] = [
  [
    "closes before Content-Length is reached",
    (head) => saysAndCloses(`${head}Content-Length: 9\r\n\r\nhalf`),
  ],
  [
    "closes in the middle of a chunk",
    (head) => saysAndCloses(`${head}Transfer-Encoding: chunked\r\n\r\n9\r\nhalf`),
  ],
  [
    "closes before the last chunk",
    (head) => saysAndCloses(`${head}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n`),
  ],
  [
    "sends garbage for a chunk",
    (head) => says(`${head}Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\nzz\r\n`),
  ],
  ["sends one byte and falls silent", (head) => says(`${head}Content-Length: 9\r\n\r\nh`)],
  [
    "resets the connection",
    (head) => (socket) =>
      void socket.write(`${head}Content-Length: 9\r\n\r\nhalf`, () => socket.resetAndDestroy()),
  ],
];

describe("an origin that breaks its answer off", () => {
  test.each(faults)("%s: the client sees it broken, and it is not stored", async (_what, beIll) => {
    const rim = await startRim(await startPatient(beIll(stored)), { edge });
    await expect(get(rim.port, "/ill")).rejects.toThrow();
    expect(await rim.event("origin-error")).toMatchObject({ target: "/ill" });
    await expectWellNext(rim);
  });

  test.each(faults)("%s: what is one client's alone breaks likewise", async (_what, beIll) => {
    const rim = await startRim(await startPatient(beIll(own)), { edge });
    await expect(get(rim.port, "/ill")).rejects.toThrow();
    expect(await rim.event("origin-error")).toMatchObject({ target: "/ill", code: "broken-off" });
    await expectWellNext(rim);
  });

  test("sends more than Content-Length says: that much is the body, and the rest is nobody's", async () => {
    const evil = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    const rim = await startRim(await startPatient(says(`${own}Content-Length: 4\r\n\r\nhalf${evil}`)));
    expect((await get(rim.port, "/ill")).body).toBe("half");
    expect((await get(rim.port, "/well")).body).toBe("well");
    expect((await get(rim.port, "/ill")).body).toBe("half");
  });

  test("has a body where there must be none: the client's connection stays in step", async () => {
    const rim = await startRim(
      await startPatient(says("HTTP/1.1 205 Reset Content\r\nContent-Length: 4\r\n\r\nevil")),
    );
    const got = await get(rim.port, "/ill");
    expect([got.status, got.body]).toEqual([205, ""]);
    await expectWellNext(rim);
  });
});
