/** Answers of an origin that break the rules of HTTP on the wire, and what a second client then gets. */
import { describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import type { ClientGot, HeaderPairs } from "../../src/testing/play.ts";
import { expectWellNext, startPatient } from "./patient.ts";
import { fieldOf, type RimUnderTest, startRim } from "./support.ts";

const fresh = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n";
const page = "Content-Length: 4\r\n\r\npage";
const chunked = `${fresh}Transfer-Encoding: chunked\r\n\r\n`;

function ask(port: number, headers: HeaderPairs = []): Promise<ClientGot> {
  return sendRaw({ port, method: "GET", url: "/ill", host: "localhost", headers });
}

/** An edge before an origin that says these bytes, one for each character. */
async function edgeBefore(answer: string): Promise<RimUnderTest> {
  const bytes = Buffer.from(answer, "latin1");
  const port = await startPatient((socket) => void socket.write(bytes));
  return startRim(port, { edge: { profile: "rfc9111", timeouts: { betweenBytes: 500 } } });
}

const refused: [what: string, answer: string][] = [
  ["NUL in a value", `${fresh}X-A: a\0b\r\n${page}`],
  ["DEL in a value", `${fresh}X-A: a\x7fb\r\n${page}`],
  ["CR in a value", `${fresh}X-A: a\rSet-Cookie: b=c\r\n${page}`],
  ["LF in a value", `${fresh}X-A: a\nSet-Cookie: b=c\r\n${page}`],
  [
    "LF before a no-store",
    `HTTP/1.1 200 OK\r\nCache-Control: max-age=60\nCache-Control: no-store\r\n${page}`,
  ],
  ["a folded line", `${fresh}X-A: a\r\n b\r\n${page}`],
  ["a folded no-store", `HTTP/1.1 200 OK\r\nCache-Control: max-age=60,\r\n\tno-store\r\n${page}`],
  ["a first line that is folded", `HTTP/1.1 200 OK\r\n Cache-Control: max-age=60\r\n${page}`],
  ["a blank before the colon", `HTTP/1.1 200 OK\r\nCache-Control : no-store\r\n${page}`],
  ["a name outside ASCII", `${fresh}X-\xe9: a\r\n${page}`],
  ["no name", `${fresh}: a\r\n${page}`],
  ["no colon", `${fresh}max-age\r\n${page}`],
  ["a Vary of 100 kB", `${fresh}Vary: ${"x".repeat(100_000)}\r\n${page}`],
  ...["-4", "four", "+4", "", "0x4", "4.0", "4 4", "4, 4", "4, 5", "9".repeat(20), "9".repeat(400)].map(
    (value): [string, string] => [
      `Content-Length: ${value.slice(0, 30)}`,
      `${fresh}Content-Length: ${value}\r\n\r\npage`,
    ],
  ),
  ["two Content-Length alike", `${fresh}Content-Length: 4\r\n${page}`],
  ["two Content-Length that differ", `${fresh}Content-Length: 5\r\n${page}`],
  [
    "a Content-Length beside chunks",
    `${fresh}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n`,
  ],
  [
    "chunks coded twice",
    `${fresh}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n`,
  ],
  ["a coding after chunked", `${fresh}Transfer-Encoding: chunked, gzip\r\n\r\n4\r\npage\r\n0\r\n\r\n`],
  ...["099", "000", "100000", "1000", "999", "600", "20", "abc", "-200", "2 00", "0x200", ""].map(
    (status): [string, string] => [
      `status ${status}`,
      `HTTP/1.1 ${status} X\r\nCache-Control: max-age=60\r\n${page}`,
    ],
  ),
  ["a version that does not exist", `HTTP/9.9 200 OK\r\nCache-Control: max-age=60\r\n${page}`],
];

describe("is refused, and nobody is told anything of it", () => {
  test.each(refused)("%s", async (_what, answer) => {
    const rim = await edgeBefore(answer);
    for (let time = 0; time < 2; time += 1) {
      const got = await ask(rim.port);
      expect([got.status, fieldOf(got.headers, "cache-control")]).toEqual([502, "no-store"]);
      expect(fieldOf(got.headers, "set-cookie")).toBeNull();
    }
    await expectWellNext(rim);
  });
});

const broken: [what: string, answer: string][] = [
  ["a length that is too long", `${fresh}Content-Length: 5\r\n\r\npage`],
  ["a length of nine thousand million million", `${fresh}Content-Length: 9007199254740993\r\n\r\npage`],
  ["a chunk of negative size", `${chunked}-4\r\npage\r\n0\r\n\r\n`],
  ["a chunk of 17 hexadecimal digits", `${chunked}fffffffffffffffff\r\npage\r\n0\r\n\r\n`],
  ["a chunk without its end", `${chunked}4\r\npageXX0\r\n\r\n`],
  ["no last chunk", `${chunked}4\r\npage\r\n`],
];

describe("is broken for its client too, and is not stored", () => {
  test.each(broken)("%s", async (_what, answer) => {
    const rim = await edgeBefore(answer);
    for (let time = 0; time < 2; time += 1) await expectNoWholeAnswer(rim.port);
    await expectWellNext(rim);
  });
});

/** The connection breaks off, or what comes is a page that says so. */
async function expectNoWholeAnswer(port: number): Promise<void> {
  const got = await ask(port).catch(() => "broken off");
  expect(got === "broken off" || (typeof got !== "string" && got.status === 502)).toBe(true);
}

const served: [what: string, answer: string][] = [
  ["Latin-1", `${fresh}X-A: caf\xe9\r\n${page}`],
  ["what is no UTF-8", `${fresh}X-A: \xff\xfe\xa0\xc3\x28\r\n${page}`],
  ["UTF-8", `${fresh}X-A: \xc3\xa9\r\n${page}`],
  ["a tab within a value", `${fresh}X-A: a\tb\r\n${page}`],
  ["no reason phrase", `HTTP/1.1 200\r\nCache-Control: max-age=60\r\nX-A: a\r\n${page}`],
  [
    "a reason phrase in Latin-1",
    `HTTP/1.1 200 tr\xe8s bien\r\nCache-Control: max-age=60\r\nX-A: a\r\n${page}`,
  ],
];

describe("is stored and served byte for byte", () => {
  test.each(served)("%s", async (_what, answer) => {
    const rim = await edgeBefore(answer);
    const first = await ask(rim.port);
    await rim.store.reaches(1);
    const second = await ask(rim.port);
    const value = /^X-A: (.*)\r$/m.exec(answer)?.[1];
    expect([first, second].map(({ headers }) => fieldOf(headers, "x-a"))).toEqual([value, value]);
    expect([second.status, second.body, fieldOf(second.headers, "x-cache")]).toEqual([200, "page", "HIT"]);
  });

  test("a tag outside ASCII, which is compared byte for byte", async () => {
    const rim = await edgeBefore(`${fresh}ETag: "\xe9\xff"\r\n${page}`);
    await ask(rim.port);
    await rim.store.reaches(1);
    expect((await ask(rim.port, [["If-None-Match", '"\xe9\xff"']])).status).toBe(304);
    expect((await ask(rim.port, [["If-None-Match", '"\xe9\xfe"']])).status).toBe(200);
  });

  test("variants that differ in a byte outside ASCII", async () => {
    const rim = await edgeBefore(`${fresh}Vary: X-B\r\n${page}`);
    const values = ["\xe9", "\xe8", "\xc3\xa9", "e", "\xff"];
    for (const [index, value] of values.entries()) {
      expect(fieldOf((await ask(rim.port, [["X-B", value]])).headers, "x-cache")).toBe("MISS");
      await rim.store.reaches(index + 1);
    }
    for (const value of values) {
      expect(fieldOf((await ask(rim.port, [["X-B", value]])).headers, "x-cache")).toBe("HIT");
    }
  });

  test("five thousand header lines", async () => {
    const lines = Array.from({ length: 5000 }, (_, nth): [string, string] => [`x${nth}`, "1"]);
    const rim = await edgeBefore(`${fresh}${lines.map((line) => `${line.join(": ")}\r\n`).join("")}${page}`);
    const first = await ask(rim.port);
    await rim.store.reaches(1);
    const second = await ask(rim.port);
    const ours = (got: ClientGot) =>
      got.headers.filter(([name]) => /^x[0-9]/.test(name)).map(([name]) => name);
    expect(ours(second)).toEqual(lines.map(([name]) => name));
    expect(ours(first).toSorted()).toEqual(ours(second).toSorted());
    expect(fieldOf(second.headers, "x-cache")).toBe("HIT");
  });

  test("a Cache-Control of 60 kB, which is read to its end", async () => {
    const long = "a=1,".repeat(15_000);
    for (const [last, xCache] of [
      ["max-age=60", "HIT"],
      ["no-store, max-age=60", "MISS"],
    ] as const) {
      const rim = await edgeBefore(`HTTP/1.1 200 OK\r\nCache-Control: ${long}${last}\r\n${page}`);
      expect((await ask(rim.port)).body).toBe("page");
      if (xCache === "HIT") await rim.store.reaches(1);
      expect(fieldOf((await ask(rim.port)).headers, "x-cache")).toBe(xCache);
    }
  });
});

test("what follows a body whose length is too short is nobody's answer", async () => {
  const evil = `${fresh}Content-Length: 4\r\n\r\nevil`;
  const rim = await edgeBefore(`${fresh}${page}${evil}`);
  expect((await ask(rim.port)).body).toBe("page");
  const well = await sendRaw({ port: rim.port, method: "GET", url: "/well", host: "localhost", headers: [] });
  expect(well.body).toBe("well");
  expect((await ask(rim.port)).body).toBe("page");
});
