/** What workerd codes by itself, with the rules of www: the edge names the coding, and stores bodies as they are. */
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import type { ClientGot, HeaderPairs } from "../../src/testing/play.ts";
import { valuesOf } from "../support/worker-client.ts";
import { type HandWrittenOrigin, startOrigin } from "../support/worker-origin.ts";
import { type RunningWorker, startWorker, text } from "../support/worker-running.ts";

const page = "a page of www.gov.uk, ".repeat(50);
const decoders = { gzip: gunzipSync, br: brotliDecompressSync };

let app: HandWrittenOrigin;
let worker: RunningWorker;

beforeAll(async () => {
  app = await startOrigin((request, response) => {
    response.setHeader("Content-Type", request.url?.startsWith("/image") ? "image/png" : "text/html");
    response.setHeader("Content-Length", page.length).setHeader("ETag", '"tag"');
    response.setHeader("Cache-Control", "max-age=60").end(page);
  });
  const bindings = {
    ORIGIN_URL: text(app.url),
    PROFILE: text("www"),
    WWW_CONFIG: text('{ "forceTls": false }'),
  };
  // Miniflare's own worker would code by itself what ours leaves alone.
  worker = await startWorker(bindings, { direct: true });
});
afterAll(() => Promise.all([worker.close(), app.close()]));

function ask(url: string, headers: HeaderPairs, method = "GET"): Promise<ClientGot> {
  return sendRaw({ port: worker.port, host: "www.gov.uk", method, url, headers });
}

const header = ({ headers }: ClientGot, name: string) => valuesOf(headers, name).join(", ") || null;

describe.each(["gzip", "br"] as const)("a page for a client that reads %s", (coding) => {
  const reads: HeaderPairs = [["Accept-Encoding", coding]];

  test("arrives so, fetched and from the store", async () => {
    for (const from of ["fwd=uri-miss", "hit"]) {
      const got = await ask(`/${coding}`, reads);
      expect(header(got, "cache-status")).toContain(`; ${from}`);
      expect([header(got, "content-encoding"), header(got, "vary")]).toEqual([coding, "Accept-Encoding"]);
      expect(got.bytes?.length).toBeLessThan(page.length);
      expect(decoders[coding](got.bytes ?? new Uint8Array()).toString()).toBe(page);
    }
  });

  test("tells HEAD no length, for it has that of the body without a coding", async () => {
    for (const from of ["fwd=uri-miss", "hit"]) {
      const got = await ask(`/head/${coding}`, reads, "HEAD");
      expect(header(got, "cache-status")).toContain(`; ${from}`);
      expect([header(got, "content-encoding"), header(got, "content-length")]).toEqual([coding, null]);
    }
  });

  test("gives a part of what has no coding, since the runtime would code the part by itself", async () => {
    const ranged: HeaderPairs = [...reads, ["Range", "bytes=0-"]];
    expect((await ask(`/part/${coding}`, reads)).status).toBe(200);
    // The first of its variant is the whole.
    await ask(`/part/${coding}`, ranged);
    for (const range of ["bytes=2-5", "bytes=-4"]) {
      const got = await ask(`/part/${coding}`, [...reads, ["Range", range]]);
      expect([got.status, header(got, "content-encoding")]).toEqual([206, null]);
      expect(header(got, "content-range")).toMatch(new RegExp(`/${page.length}$`));
      expect(got.body).toBe(range === "bytes=-4" ? page.slice(-4) : page.slice(2, 6));
    }
  });
});

test("what is not worth a coding keeps its length and gives its parts", async () => {
  const reads: HeaderPairs = [["Accept-Encoding", "br, gzip"]];
  await ask("/image", reads);
  const whole = await ask("/image", reads);
  expect([header(whole, "content-encoding"), header(whole, "content-length")]).toEqual([
    null,
    String(page.length),
  ]);
  const part = await ask("/image", [...reads, ["Range", "bytes=2-5"]]);
  expect([part.status, part.body]).toEqual([206, page.slice(2, 6)]);
});
