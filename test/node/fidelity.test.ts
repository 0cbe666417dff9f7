import { type IncomingMessage, request } from "node:http";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startApp, startRim } from "./support.ts";

interface GotBytes {
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

async function bytes(port: number, headers: Record<string, string> = {}): Promise<GotBytes> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({ port, host: "127.0.0.1", headers: { host: "www.gov.uk", ...headers } }, resolve)
    .on("error", reject)
    .end();
  const response = await promise;
  return { headers: response.headers, body: Buffer.concat(await response.toArray()) };
}

const get = (port: number) => sendRaw({ port, method: "GET", url: "/", host: "www.gov.uk", headers: [] });
const linesOf = (headers: readonly (readonly [string, string])[], name: string) =>
  headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);

/** Fields of the connection, and those that each answer computes. */
const ofEachAnswer = ["connection", "transfer-encoding", "content-length", "age", "cache-status", "x-cache"];
const lasting = (headers: readonly (readonly [string, string])[]) =>
  headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !ofEachAnswer.includes(name))
    .sort(([one], [other]) => one.localeCompare(other));

describe("what the app says reaches the client as it was", () => {
  test("a compressed body, byte for byte, from the app and from the store", async () => {
    const zipped = gzipSync("GOV.UK ".repeat(5000));
    const app = await startApp((_request, response) => {
      response.writeHead(200, {
        "Content-Encoding": "gzip",
        "Content-Length": zipped.length,
        "Content-Type": "text/html",
        Vary: "Accept-Encoding",
      });
      response.end(zipped);
    });
    const { port, store } = await startRim(app);
    const miss = await bytes(port, { "accept-encoding": "gzip" });
    await store.reaches(1);
    const hit = await bytes(port, { "accept-encoding": "gzip" });
    expect([miss.headers["x-cache"], hit.headers["x-cache"]]).toEqual(["MISS", "HIT"]);
    for (const { headers, body } of [miss, hit]) {
      expect(headers).toMatchObject({ "content-encoding": "gzip", vary: "Accept-Encoding" });
      expect(headers["content-length"]).toBe(String(zipped.length));
      expect(body.equals(zipped)).toBe(true);
    }
    expect(gunzipSync(hit.body).toString()).toMatch(/^GOV\.UK /);
  });

  test("every byte there is, in a body without a length", async () => {
    const all = Buffer.from(Array.from({ length: 256 * 300 }, (_, index) => index % 256));
    const app = await startApp((_request, response) => {
      response.write(all.subarray(0, 1000));
      response.end(all.subarray(1000));
    });
    const { port, store } = await startRim(app);
    expect((await bytes(port)).body.equals(all)).toBe(true);
    await store.reaches(1);
    expect((await bytes(port)).body.equals(all)).toBe(true);
  });

  test("no Content-Type is no Content-Type", async () => {
    const app = await startApp((_request, response) => void response.end("<p>what am I</p>"));
    const { port, store } = await startRim(app);
    const miss = await get(port);
    await store.reaches(1);
    const hit = await get(port);
    expect([linesOf(miss.headers, "content-type"), linesOf(hit.headers, "content-type")]).toEqual([[], []]);
    expect(linesOf(hit.headers, "x-cache")).toEqual(["HIT"]);
  });

  test("two Set-Cookie lines stay two, and no member of a repeated field is lost", async () => {
    const app = await startApp((_request, response) => {
      response.writeHead(200, [
        ...["Link", "</a.css>; rel=preload", "Link", "</b.js>; rel=preload"],
        ...["Set-Cookie", "a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT", "Set-Cookie", "b=2"],
      ]);
      response.end();
    });
    const { port } = await startRim(app);
    const { headers } = await get(port);
    expect(linesOf(headers, "link").join(", ")).toBe("</a.css>; rel=preload, </b.js>; rel=preload");
    expect(linesOf(headers, "set-cookie")).toEqual(["a=1; Expires=Thu, 01 Jan 2026 00:00:00 GMT", "b=2"]);
  });

  test("bytes outside ASCII in a header, from the app and from the store", async () => {
    const value = "caf\u00e9 and UTF-8 \u00c5\u00b5";
    const app = await startApp(
      (_request, response) => void response.writeHead(200, ["X-Thing", value]).end(),
    );
    const { port, store } = await startRim(app);
    const miss = await get(port);
    await store.reaches(1);
    const hit = await get(port);
    expect([miss, hit].map(({ headers }) => linesOf(headers, "x-thing"))).toEqual([[value], [value]]);
  });

  test("the same fields from the store as from the app", async () => {
    const app = await startApp((_request, response) => {
      response.writeHead(200, [
        ...[
          "Content-Type",
          "text/html",
          "ETag",
          '"a"',
          "Vary",
          "Accept-Language",
          "Vary",
          "GOVUK-Account-Session",
        ],
        ...["Link", "</a>", "Link", "</b>", "Strict-Transport-Security", "max-age=1", "X-Empty", ""],
        ...["Cache-Control", "max-age=60", "Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT"],
        ...["Connection", "X-Hop", "X-Hop", "gone", "Keep-Alive", "timeout=9"],
      ]);
      response.end("hello");
    });
    const { port, store } = await startRim(app);
    const miss = await get(port);
    await store.reaches(1);
    const hit = await get(port);
    const joined = (headers: (readonly [string, string])[]) => {
      const fields = new Headers();
      for (const [name, value] of headers) fields.append(name, value);
      return [...fields];
    };
    expect(joined(lasting(hit.headers))).toEqual(joined(lasting(miss.headers)));
    expect(linesOf(hit.headers, "x-hop")).toEqual([]);
    expect(linesOf(hit.headers, "content-length")).toEqual(["5"]);
  });
});
