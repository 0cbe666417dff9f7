import { IncomingMessage, ServerResponse } from "node:http";
import { connect, Socket } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { writeStoredHead } from "../../src/edge/node/write-head.ts";
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

describe("Node writes the head itself", () => {
  const keptOpen = () => {
    const response = new ServerResponse(new IncomingMessage(new Socket()));
    response.shouldKeepAlive = true;
    return response;
  };

  test("where it has no such property as is used else", () => {
    const wire = ["Date", date, "Content-Length", "0"];
    writeStoredHead(keptOpen(), 200, wire, [["Age", "1"]]);
    const other = keptOpen();
    Reflect.deleteProperty(other, "_header");
    const writeHead = vi.spyOn(other, "writeHead");
    writeStoredHead(other, 200, wire, [["Age", "2"]]);
    expect(writeHead).toHaveBeenCalledWith(200, [...wire, "Age", "2"]);
  });

  test("where it adds the date, which is another at each answer", () => {
    const wire = ["Content-Length", "0"];
    writeStoredHead(keptOpen(), 200, wire, [["Age", "1"]]);
    const second = keptOpen();
    const writeHead = vi.spyOn(second, "writeHead");
    writeStoredHead(second, 200, wire, [["Age", "2"]]);
    expect(writeHead).toHaveBeenCalledTimes(1);
  });

  test("and refuses a field that cannot be, each time", () => {
    const wire = ["Date", date, "Content-Length", "0", "Title", "a\r\nb"];
    for (const age of ["1", "2"]) {
      expect(() => writeStoredHead(keptOpen(), 200, wire, [["Age", age]])).toThrow(/Invalid character/);
    }
  });
});
