import { IncomingMessage, ServerResponse } from "node:http";
import { connect, Socket } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Fields } from "../../src/edge/fields/fields.ts";
import { unprepared } from "../../src/edge/http-cache/stored-response.ts";
import { storedWriter } from "../../src/edge/node/write-stored.ts";
import { startApp, startRim } from "./support.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const date = new Date(now).toUTCString();

afterEach(() => void vi.restoreAllMocks());

interface Page {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An edge that has stored one page, and at which time stands still, so that two answers can be the same. */
async function startEdge({ status = 200, headers = {}, body = "hello" }: Page): Promise<number> {
  const app = await startApp((_request, response) => {
    response.writeHead(status, { Date: date, "Cache-Control": "max-age=60", ...headers }).end(body);
  });
  const { port, store } = await startRim(app, { edge: { now: () => now } });
  await answers(port, [{ connection: "close" }]);
  await store.reaches(1);
  return port;
}

interface Asked {
  readonly method?: string;
  readonly version?: string;
  readonly connection?: string;
}

/** The answers to requests that are sent at once on one connection, byte for byte. */
async function answers(port: number, asked: readonly Asked[]): Promise<string[]> {
  const socket = connect(port, "127.0.0.1");
  for (const { method = "GET", version = "1.1", connection } of asked) {
    const line = connection === undefined ? "" : `Connection: ${connection}\r\n`;
    socket.write(`${method} / HTTP/${version}\r\nHost: a\r\n${line}\r\n`);
  }
  const text = Buffer.concat(await socket.toArray()).toString("latin1");
  return text.split(/(?=HTTP\/1\.1 )/);
}

const headOf = (answer = "") => answer.slice(0, answer.indexOf("\r\n\r\n") + 4);

describe("the second hit is the same as the first, to the byte", () => {
  test.each<[string, Page]>([
    ["a short page", {}],
    ["a long page", { body: "hello".repeat(4_000) }],
    ["an empty page", { body: "" }],
    ["a field outside ASCII", { headers: { Title: "caf\u00e9" } }],
    ["a page with a file's name", { headers: { "Content-Disposition": 'attachment; filename="caf\u00e9"' } }],
    ["a page that varies on the session", { headers: { Vary: "GOVUK-Account-Session" } }],
    ["a page that is not there", { status: 404 }],
    ["a redirect", { status: 301, headers: { Location: "/b" } }],
  ])("%s", async (_what, page) => {
    const port = await startEdge(page);
    const [first, second, third] = await answers(port, [{}, {}, {}, { connection: "close" }]);
    expect(first).toMatch(/^X-Cache: HIT\r$/m);
    expect(second).toBe(first);
    expect(third).toBe(first);
  });
});

test("HEAD has the head of GET, and no body", async () => {
  const port = await startEdge({});
  const [first, second] = await answers(port, [{}, { method: "HEAD" }, { connection: "close" }]);
  expect(second).toBe(headOf(first));
});

test.each<[string, Asked]>([
  ["of HTTP/1.1 that says so", { connection: "close" }],
  ["of HTTP/1.0", { version: "1.0" }],
])("a connection %s is closed, whatever was known of the page's head", async (_what, asked) => {
  const port = await startEdge({});
  await answers(port, [{}, {}, { connection: "close" }]);
  const [only = "", ...more] = await answers(port, [asked]);
  expect(headOf(only)).toMatch(/^Connection: close\r$/m);
  expect([only.slice(headOf(only).length), more]).toEqual(["hello", []]);
});

test("Node checks a stored page's fields once", async () => {
  const port = await startEdge({});
  const writeHead = vi.spyOn(ServerResponse.prototype, "writeHead");
  await answers(port, [{}, {}, {}, { connection: "close" }]);
  // The first, and the last, after which the connection is closed.
  expect(writeHead).toHaveBeenCalledTimes(2);
});

/** A response on a connection that stays. */
function keptOpen(): ServerResponse {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.shouldKeepAlive = true;
  return response;
}

/** An answer from the store, as often as it is asked for; its Age is another each time. */
function storedAnswer(fields: Fields, text = "hello") {
  const body = new TextEncoder().encode(text);
  const prepared = unprepared(fields, body);
  return (age: string) => {
    const computed: Fields = [["Age", age]];
    return { status: 200, stored: fields, fields, computed, body, length: body.byteLength, prepared };
  };
}

/** What a response's head, and with it a short body, was written as. */
function written(outgoing: ServerResponse): string {
  const head = "_header" in outgoing ? outgoing._header : null;
  return typeof head === "string" ? head : "";
}

const dated: Fields = [
  ["Date", date],
  ["Content-Length", "5"],
];

describe("what was prepared is for its own answer only", () => {
  const write = storedWriter(10_000);

  test("for these fields and this body it is used", () => {
    const answer = storedAnswer(dated);
    write(answer("1"), keptOpen());
    const second = keptOpen();
    const writeHead = vi.spyOn(second, "writeHead");
    write(answer("2"), second);
    expect(written(second)).toMatch(/^HTTP\/1\.1 200 OK\r\nAge: 2\r\nDate: .*\r\n\r\nhello$/s);
    expect(writeHead).not.toHaveBeenCalled();
  });

  test.each([
    ["other fields", { stored: [...dated, ["Title", "other"]] satisfies Fields }],
    ["another body", { body: new TextEncoder().encode("other") }],
    ["no body", { body: null }],
  ])("%s: it is written anew, and not kept in its place", (_what, other) => {
    const answer = storedAnswer(dated);
    write({ ...answer("1"), ...other }, keptOpen());
    expect(answer("1").prepared.text).toBeNull();
    write(answer("1"), keptOpen());
    const outgoing = keptOpen();
    const end = vi.spyOn(outgoing, "end");
    write({ ...answer("2"), ...other }, outgoing);
    expect(written(outgoing)).not.toContain("hello");
    expect(end).toHaveBeenCalledWith("body" in other ? other.body : expect.any(Uint8Array));
  });
});

test("texts beyond their bound go, the first of them first, and are made again", () => {
  const write = storedWriter(1_000);
  const prepared = (text: string) => {
    const answer = storedAnswer(dated, text);
    return { use: () => write(answer("1"), keptOpen()), kept: () => answer("1").prepared.text !== null };
  };
  const [first, second, large] = [
    prepared("a".repeat(300)),
    prepared("b".repeat(300)),
    prepared("c".repeat(900)),
  ];
  first.use();
  second.use();
  expect([first.kept(), second.kept()]).toEqual([false, true]);
  first.use();
  large.use();
  expect([first.kept(), second.kept(), large.kept()]).toEqual([true, false, false]);
});

describe("Node writes the head itself", () => {
  test("where it has no such property as is used else", () => {
    const answer = storedAnswer(dated);
    const write = storedWriter(10_000);
    write(answer("1"), keptOpen());
    const other = keptOpen();
    Reflect.deleteProperty(other, "_header");
    const writeHead = vi.spyOn(other, "writeHead");
    write(answer("2"), other);
    expect(writeHead).toHaveBeenCalledWith(200, ["Age", "2", "Date", date, "Content-Length", "5"]);
  });

  test("where it adds the date, which is another at each answer", () => {
    const answer = storedAnswer([["Content-Length", "5"]]);
    const write = storedWriter(10_000);
    write(answer("1"), keptOpen());
    const second = keptOpen();
    const writeHead = vi.spyOn(second, "writeHead");
    write(answer("2"), second);
    expect(writeHead).toHaveBeenCalledTimes(1);
  });

  test("and refuses a field that cannot be, each time", () => {
    const answer = storedAnswer([...dated, ["Title", "a\r\nb"]]);
    const write = storedWriter(10_000);
    for (const age of ["1", "2"]) {
      expect(() => write(answer(age), keptOpen())).toThrow(/Invalid character/);
    }
  });
});
