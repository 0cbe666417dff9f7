/** Interim responses (RFC 9110 section 15.2, RFC 8297) on real sockets. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startRaw, startRim } from "./support.ts";

const hints = (...lines: string[]) => `HTTP/1.1 103 Early Hints\r\n${lines.join("\r\n")}\r\n\r\n`;
const link = "Link: </style.css>; rel=preload; as=style";
const final = (...lines: string[]) =>
  `HTTP/1.1 200 OK\r\n${["Content-Length: 5", ...lines].join("\r\n")}\r\n\r\nhello`;

/** An app that answers each request on a connection with these bytes. */
const startSaying = (...bytes: string[]) =>
  startRaw((socket) => socket.on("data", () => void socket.write(bytes.join(""), "latin1")));

/** The heads of all answers to one request, and the body of the last, as they stand on the wire. */
async function answers(port: number, version = "1.1", path = "/"): Promise<string[]> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`GET ${path} HTTP/${version}\r\nHost: www.gov.uk\r\nConnection: close\r\n\r\n`);
  return Buffer.concat(await socket.toArray())
    .toString("latin1")
    .split("\r\n\r\n");
}

const statuses = (heads: readonly string[]) =>
  heads.flatMap((head) => /^HTTP\/1\.1 ([0-9]{3})/.exec(head)?.[1] ?? []);
const linesOf = (head: string | undefined) => (head ?? "").split("\r\n").slice(1);

describe("an interim response", () => {
  test("of 103 reaches the client before the final one, with all its fields", async () => {
    const app = await startSaying(hints(link, "X-Other: 1", "Link: </a.js>; rel=preload"), final());
    const { port } = await startRim(app);
    const [first, second, body] = await answers(port);
    expect(first).toBe(`HTTP/1.1 103 Early Hints\r\n${link}\r\nX-Other: 1\r\nLink: </a.js>; rel=preload`);
    expect(second).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(body).toBe("hello");
  });

  test("reaches the client while the app is still at work on the final one", async () => {
    const asked = Promise.withResolvers<Socket>();
    const app = await startRaw((socket) => {
      socket.on("data", () => {
        socket.write(hints(link));
        asked.resolve(socket);
      });
    });
    const { port } = await startRim(app);
    const client = connect(port, "127.0.0.1");
    client.write("GET / HTTP/1.1\r\nHost: www.gov.uk\r\nConnection: close\r\n\r\n");
    const [early] = await once(client, "data");
    expect(String(early)).toBe(hints(link));
    (await asked.promise).write(final());
    expect(Buffer.concat(await client.toArray()).toString()).toMatch(/^HTTP\/1\.1 200 [\s\S]*hello$/);
  });

  test.each([102, 103, 104, 199])("of %i is forwarded, where the method passes too", async (status) => {
    const { port } = await startRim(await startSaying(`HTTP/1.1 ${status} X\r\nX-Hint: 1\r\n\r\n`, final()));
    const [head, last] = await answers(port);
    expect([...statuses([head ?? "", last ?? ""]), ...linesOf(head)]).toEqual([
      `${status}`,
      "200",
      "X-Hint: 1",
    ]);
    const socket = connect(port, "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nHost: www.gov.uk\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    const posted = Buffer.concat(await socket.toArray())
      .toString()
      .split("\r\n\r\n");
    expect(statuses(posted)).toEqual([`${status}`, "200"]);
  });

  test("may be one of several, which keep their order", async () => {
    const app = await startSaying(
      "HTTP/1.1 102 Processing\r\n\r\n",
      hints("X-Nth: 1"),
      hints("X-Nth: 2"),
      final(),
    );
    const { port } = await startRim(app);
    const heads = await answers(port);
    expect(statuses(heads)).toEqual(["102", "103", "103", "200"]);
    expect(heads.slice(0, 3).flatMap(linesOf)).toEqual(["X-Nth: 1", "X-Nth: 2"]);
  });

  test("is neither stored, nor in the final response, nor in a hit", async () => {
    const early = hints(link, "X-Early: 1", "Cache-Control: max-age=9999", "Content-Type: text/early");
    const { port, store } = await startRim(await startSaying(early, final("Cache-Control: max-age=60")), {
      edge: { profile: "rfc9111" },
    });
    const miss = await answers(port);
    await store.reaches(1);
    const hit = await answers(port);
    expect([statuses(miss), statuses(hit)]).toEqual([["103", "200"], ["200"]]);
    for (const head of [miss[1], hit[0]]) {
      expect(head).toMatch(/cache-control: max-age=60/i);
      expect(head).not.toMatch(/link|x-early|9999|content-type/i);
    }
    expect(hit[0]).toMatch(/x-cache: HIT/i);
    expect(store.stored).toBe(1);
  });

  test("that floods is forwarded twenty times, and the final response comes", async () => {
    const { port } = await startRim(await startSaying(hints(link).repeat(500), final()));
    const heads = await answers(port);
    expect(statuses(heads)).toEqual([...Array(20).fill("103"), "200"]);
    expect(heads.at(-1)).toBe("hello");
  });

  test("without an end is an error of the app's, and its connection is freed", async () => {
    const freed = Promise.withResolvers<void>();
    const app = await startRaw((socket) => {
      socket.once("close", () => freed.resolve());
      const more = () => {
        while (!socket.destroyed && socket.write(hints(link)));
      };
      socket.on("drain", more).once("data", more);
    });
    const rim = await startRim(app);
    expect(statuses(await answers(rim.port)).at(-1)).toBe("502");
    await expect(freed.promise).resolves.toBeUndefined();
    expect(await rim.event("origin-error")).toMatchObject({ code: "protocol" });
  });

  test("is not for a client of HTTP/1.0", async () => {
    const { port } = await startRim(await startSaying(hints(link), final()));
    expect(statuses(await answers(port, "1.0"))).toEqual(["200"]);
  });

  test("to a client that has left changes nothing for the next", async () => {
    const asked = Promise.withResolvers<Socket>();
    const app = await startRaw((socket) => socket.once("data", () => asked.resolve(socket)));
    const { port, store } = await startRim(app);
    const leaving = connect(port, "127.0.0.1");
    leaving.write("GET / HTTP/1.1\r\nHost: www.gov.uk\r\n\r\n");
    const origin = await asked.promise;
    leaving.destroy();
    await once(leaving, "close");
    // The edge has seen the client leave when it answers what came after.
    await sendRaw({ port, method: "OPTIONS", url: "*", host: "localhost", headers: [] });
    origin.write(hints(link) + final());
    await store.reaches(1);
    expect((await answers(port)).at(-1)).toBe("hello");
  });
});

describe("the fields of an interim response", () => {
  const early = hints(
    ...["Connection: X-Mine", "X-Mine: 1", "Keep-Alive: timeout=5", "Upgrade: h3", "Trailer: X"],
    ...["Content-Length: 3", "Set-Cookie: a=b", "X-Bytes: \xe9", "GOVUK-Account-Session: new"],
    ...["govuk_account_end_session: 1", "Vary: Accept, GOVUK-Account-Session", link],
  );

  test("are without those of a connection, of content and of the session", async () => {
    const { port } = await startRim(await startSaying(early, final()));
    const [first, second] = await answers(port);
    expect(linesOf(first)).toEqual([
      ...["X-Bytes: \xe9", link, "Vary: Accept, Cookie", "Cache-Control: private"],
    ]);
    expect(second).not.toMatch(/set-cookie|no-store/i);
  });

  test("are not about accounts where there are none", async () => {
    const { port } = await startRim(await startSaying(early, final()), { edge: { profile: "rfc9111" } });
    const [first] = await answers(port);
    expect(linesOf(first)).toEqual([
      ...["X-Bytes: \xe9", "GOVUK-Account-Session: new", "govuk_account_end_session: 1"],
      ...["Vary: Accept, GOVUK-Account-Session", link],
    ]);
  });
});
