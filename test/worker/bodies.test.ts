import type { IncomingMessage, ServerResponse } from "node:http";
import { get } from "node:https";
import { buffer, text as textOf } from "node:stream/consumers";
import { brotliCompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask } from "../support/worker-client.ts";
import { type HandWrittenOrigin, startOrigin } from "../support/worker-origin.ts";
import { type RunningWorker, startWorker, text } from "../support/worker-running.ts";

let origin: HandWrittenOrigin;
let worker: RunningWorker;
/** Paths, each as often as it was asked for. */
let asked: string[];

const page = `<p>${"a long page ".repeat(500)}</p>`;
const codings: Record<string, (body: string) => Buffer> = { gzip: gzipSync, br: brotliCompressSync };

beforeAll(async () => {
  asked = [];
  origin = await startOrigin(answer);
  worker = await startWorker({ ORIGIN_URL: text(origin.url) }, { secure: true });
});
afterAll(async () => {
  await worker.close();
  await origin.close();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = request.url ?? "";
  asked.push(url);
  const [, kind = "", coding = ""] = url.split("/");
  if (kind === "echo") response.end(`${request.headers["content-length"]} ${await textOf(request)}`);
  else if (kind === "broken") breakOff(response, coding);
  else if (kind === "range") response.end(`${request.headers.range} ${request.headers["accept-encoding"]}`);
  else if (kind === "part") sendPart(response);
  else if (kind === "sized") sendSized(response, coding);
  else sendCoded(response, kind, codings[coding]?.(page) ?? Buffer.from(page), coding);
}

function sendCoded(response: ServerResponse, kind: string, body: Buffer, coding: string): void {
  response.writeHead(200, {
    "Cache-Control": kind === "stored" ? "max-age=60" : "no-store",
    "Content-Type": "text/html; charset=utf-8",
    "Content-Encoding": coding,
    "Content-Length": body.byteLength,
    ETag: '"the-page"',
  });
  response.end(body);
}

function sendSized(response: ServerResponse, storing: string): void {
  response.writeHead(200, { "Cache-Control": storing, "Content-Type": "image/png", "Content-Length": 9 });
  response.write("nine ");
  response.end("bytes".slice(0, 4));
}

function sendPart(response: ServerResponse): void {
  const whole = gzipSync(page).byteLength;
  response.writeHead(206, { "Content-Encoding": "gzip", "Content-Range": `bytes 20-39/${whole}` });
  response.end(gzipSync(page).subarray(20, 40));
}

/** Half an answer, and then the connection is gone. */
function breakOff(response: ServerResponse, how: string): void {
  const length = how === "length" ? { "Content-Length": "1000" } : {};
  const gzip = how === "gzip" ? { "Content-Encoding": "gzip" } : {};
  response.writeHead(200, { "Cache-Control": "max-age=60", ...length, ...gzip });
  const half = how === "gzip" ? gzipSync(page).subarray(0, 40) : "the first half";
  response.write(half, () => response.destroy());
}

async function askForGzip(path: string): Promise<IncomingMessage> {
  const headers = { host: "www.gov.uk", "accept-encoding": "gzip" };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = { host: "127.0.0.1", port: worker.port, path, headers, rejectUnauthorized: false };
  get(options, resolve).once("error", reject);
  return promise;
}

describe.each(["stored", "passed"])("a %s page", (kind) => {
  describe.each(["gzip", "br"])("that the app sends as %s", (coding) => {
    test.each([null, "identity"])("is readable for a client that accepts %s", async (accepted) => {
      const headers = accepted === null ? [] : ([["Accept-Encoding", accepted]] as const);
      const url = `/${kind}/${coding}/${accepted}`;
      for (let time = 0; time < 3; time += 1) {
        const got = await ask(worker.port, url, { headers });
        expect(got.header("content-encoding")).toBeNull();
        expect(got.body).toBe(page);
      }
      expect(asked.filter((one) => one === url)).toHaveLength(kind === "stored" ? 1 : 3);
    });

    test("is coded anew for a client that accepts gzip", async () => {
      for (let time = 0; time < 3; time += 1) {
        const got = await askForGzip(`/${kind}/${coding}/coded`);
        expect(got.headers["content-encoding"]).toBe("gzip");
        expect(gunzipSync(await buffer(got)).toString()).toBe(page);
      }
    });

    test("can be asked for with HEAD", async () => {
      const url = `/${kind}/${coding}/head`;
      for (const method of ["GET", "HEAD"]) await ask(worker.port, url, { method });
      const head = await ask(worker.port, url, { method: "HEAD" });
      expect(head).toMatchObject({ status: 200, body: "" });
      expect(head.header("content-encoding")).toBeNull();
      expect(head.header("content-length")).toBe(kind === "stored" ? String(page.length) : null);
    });
  });
});

test.each(["max-age=60", "no-store"])(
  "a length that the app tells (%s) is told to the client",
  async (storing) => {
    for (let time = 0; time < 2; time += 1) {
      const got = await ask(worker.port, `/sized/${storing}`);
      expect([got.header("content-length"), got.body]).toEqual(["9", "nine byte"]);
    }
  },
);

test("a coding that workerd does not know stays as it is", async () => {
  for (const outcome of ["fwd=uri-miss", "hit"]) {
    const got = await ask(worker.port, "/stored/made-up");
    expect(got.header("content-encoding")).toBe("made-up");
    expect(got.body).toBe(page);
    expect(got.header("cache-status")).toContain(outcome);
  }
});

test("a part is asked for without a coding, since a part cannot be decoded", async () => {
  const got = await ask(worker.port, "/range", { method: "OPTIONS", headers: [["Range", "bytes=0-9"]] });
  expect(got.body).toBe("bytes=0-9 identity");
});

test("a part of a coded page that comes all the same is not touched", async () => {
  const got = await askForGzip("/part");
  expect(got.statusCode).toBe(206);
  expect(got.headers["content-encoding"]).toBe("gzip");
  expect(await buffer(got)).toEqual(gzipSync(page).subarray(20, 40));
});

test("a form reaches the app whole, with its length", async () => {
  const form = { method: "POST", body: "name=Zo\u00eb" };
  const got = await ask(worker.port, "/echo", form);
  expect(got.body).toBe("9 name=Zo\u00eb");
  expect(got.header("cache-status")).toContain("govuk-edge; fwd=method; fwd-status=200; key=");
});

test.each(["length", "chunks", "gzip"])("an answer with %s that breaks off is not stored", async (how) => {
  const url = `/broken/${how}`;
  await expect(ask(worker.port, url)).rejects.toThrow();
  await expect(ask(worker.port, url)).rejects.toThrow();
  expect(asked.filter((one) => one === url)).toHaveLength(2);
});
