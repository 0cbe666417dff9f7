import { describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { fieldOf, startApp, startRaw, startRim } from "./support.ts";

const get = { method: "GET", url: "/", host: "www.gov.uk" };

describe("what two readers could understand differently is refused", () => {
  test.each<[what: string, url: string, headers: [string, string][], status: number]>([
    ["a target of another host than Host", "http://evil.example/", [], 400],
    ["two Host lines", "/", [["Host", "evil.example"]], 400],
    ["a request coded otherwise than in chunks", "/", [["Transfer-Encoding", "gzip, chunked"]], 501],
    ["a target of the same host", "http://www.gov.uk/", [], 200],
  ])("%s", async (_what, url, headers, status) => {
    const rim = await startRim(await startApp((_request, response) => void response.end("hello")));
    const answer = await sendRaw({ ...get, port: rim.port, url, headers });
    expect(answer.status).toBe(status);
    expect((await sendRaw({ ...get, port: rim.port, headers: [] })).status).toBe(200);
  });
});

describe("an origin's answer of which nobody can tell whether it is whole", () => {
  test("ends with the connection: it is passed on, and not stored", async () => {
    const origin = await startRaw((socket) => {
      socket
        .on("error", () => undefined)
        .once("data", () => {
          socket.write("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n\r\nabc", () => socket.end());
        });
    });
    const { port } = await startRim(origin);
    for (let time = 0; time < 2; time += 1) {
      const answer = await sendRaw({ ...get, port, headers: [] });
      expect([answer.status, answer.body]).toEqual([200, "abc"]);
      expect(fieldOf(answer.headers, "cache-status")).toContain("detail=no-length");
    }
  });

  test("is coded otherwise than in chunks: it is no answer", async () => {
    const origin = await startRaw((socket) => {
      socket
        .on("error", () => undefined)
        .once("data", () => {
          socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        });
    });
    const rim = await startRim(origin);
    expect((await sendRaw({ ...get, port: rim.port, headers: [] })).status).toBe(502);
    expect(await rim.event("origin-error")).toMatchObject({ code: "protocol" });
  });
});
