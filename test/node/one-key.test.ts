import { describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import type { HeaderPairs } from "../../src/testing/play.ts";
import { fieldOf, freePort, startApp, startRim } from "./support.ts";

interface Asks {
  readonly url?: string;
  readonly host?: string;
  readonly headers?: HeaderPairs;
}

/** Asks twice in a row, and says whether the second got what was stored for the first. */
async function shares(vary: string, first: Asks, second: Asks): Promise<boolean> {
  const headers = { Vary: vary, "Cache-Control": "max-age=60" };
  const app = await startApp((_request, response) => void response.writeHead(200, headers).end("hello"));
  const { port, store } = await startRim(app);
  const send = (asks: Asks) =>
    sendRaw({ port, method: "GET", url: "/", host: "www.gov.uk", headers: [], ...asks });
  await send(first);
  await store.reaches(1);
  return fieldOf((await send(second)).headers, "x-cache") === "HIT";
}

const lines = (name: string, ...values: string[]) => ({
  headers: values.map((value): [string, string] => [name, value]),
});

describe("a look-up in memory and one through the app find the same", () => {
  test.each<[string, string, Asks, Asks]>([
    ["targets with dot segments", "", { url: "/a/../b" }, { url: "/b" }],
    ["targets with encoded dots", "", { url: "/a/%2e%2e/b" }, { url: "/b" }],
    ["targets with characters that are encoded", "", { url: '/a"b' }, { url: "/a%22b" }],
    ["a question mark with nothing after it", "", { url: "/a?" }, { url: "/a" }],
    ["targets in absolute form", "", { url: "http://www.gov.uk/b" }, { url: "/b" }],
    ["hosts in another letter case", "", { host: "WWW.gov.uk" }, {}],
    ["User-Agent on two lines", "User-Agent", lines("User-Agent", "a", "b"), lines("User-Agent", "a", "b")],
    ["a field on two lines and on one", "X-A", lines("X-A", "a", "b"), lines("X-A", "a, b")],
    ["cookies on two lines and on one", "Cookie", lines("Cookie", "a=1", "b=2"), lines("Cookie", "a=1; b=2")],
  ])("%s", async (_what, vary, first, second) => {
    expect(await shares(vary, first, second)).toBe(true);
  });

  test.each<[string, string, Asks, Asks]>([
    ["the second line of User-Agent", "User-Agent", lines("User-Agent", "a", "b"), lines("User-Agent", "a")],
    ["the second line of Referer", "Referer", lines("Referer", "/a"), lines("Referer", "/a", "/b")],
    [
      "a session on the second line of Cookie",
      "GOVUK-Account-Session",
      {},
      {
        headers: [
          ["Cookie", "a=1"],
          ["Cookie", "__Host-govuk_account_session=abc"],
        ],
      },
    ],
    ["two slashes at the start of the path", "", { url: "//b" }, { url: "/b" }],
    ["the letter case of the path", "", { url: "/B" }, { url: "/b" }],
    ["the port", "", { host: "www.gov.uk:8080" }, {}],
  ])("%s makes a difference to both", async (_what, vary, first, second) => {
    expect(await shares(vary, first, second)).toBe(false);
    expect(await shares(vary, second, first)).toBe(false);
  });
});

test("a backslash in a path is refused, whatever is stored under the path it looks like", async () => {
  const app = await startApp((_request, response) => void response.end("hello"));
  const { port, store } = await startRim(app);
  const send = (url: string) => sendRaw({ port, method: "GET", url, host: "www.gov.uk", headers: [] });
  await send("//x");
  await store.reaches(1);
  expect((await send("/\\x")).status).toBe(400);
});

test("a body over the limit passes whole, and is not stored", async () => {
  const size = 3 * 2 ** 20;
  const app = await startApp((_request, response) => {
    response.write(Buffer.alloc(size / 2, "a"));
    response.end(Buffer.alloc(size / 2, "b"));
  });
  const { port, store } = await startRim(app, { edge: { maxBodyBytes: 100_000 } });
  const send = () => sendRaw({ port, method: "GET", url: "/", host: "www.gov.uk", headers: [] });
  expect((await send()).body).toHaveLength(size);
  expect((await send()).body).toBe("a".repeat(size / 2) + "b".repeat(size / 2));
  expect(store.stored).toBe(0);
});

test("an edge whose app is the edge itself says so at once", async () => {
  const port = await freePort();
  const { events } = await startRim(port, { port });
  const got = await sendRaw({ port, method: "GET", url: "/", host: "www.gov.uk", headers: [] });
  expect(got.status).toBe(508);
  expect(got.body).toMatch(/<h1>/);
  expect(events.filter(({ type }) => type === "request")).toHaveLength(2);
});
