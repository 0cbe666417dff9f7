import { once } from "node:events";
import { request, type ServerResponse } from "node:http";
import { createBrotliDecompress, createGunzip } from "node:zlib";
import { expect, test } from "vitest";
import { testCertificate } from "../support/certificate.ts";
import { openH2 } from "./h2-client.ts";
import { startApp, startRim } from "./support.ts";

/** An app that sends the head of its answer, and leaves the body to the test. */
async function startEvents(cacheControl: string, contentType = "text/event-stream") {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  const port = await startApp((_request, response) => {
    response.writeHead(200, { "Content-Type": contentType, "Cache-Control": cacheControl });
    response.flushHeaders();
    resolve(response);
  });
  return { port, response: promise };
}

test.each(["no-store", "max-age=60"])(
  "with %s, a client has the head before the first byte of the body, and each piece as it comes",
  async (cacheControl) => {
    const app = await startEvents(cacheControl);
    const { port } = await startRim(app.port);
    const sent = request({ port, host: "127.0.0.1", headers: { host: "www.gov.uk" } }).end();
    const [got] = await once(sent, "response");
    const events = await app.response;
    for (const event of ["data: 1\n\n", "data: 2\n\n"]) {
      events.write(event);
      expect(String((await once(got, "data"))[0])).toBe(event);
    }
    events.end();
    await once(got, "end");
    expect(got.complete).toBe(true);
  },
);

test("so has a client over HTTP/2", async () => {
  const app = await startEvents("no-store");
  const { port } = await startRim(app.port, { tls: await testCertificate() });
  const stream = (await openH2(port)).request({ ":path": "/" });
  const [headers] = await once(stream, "response");
  expect(headers["content-type"]).toBe("text/event-stream");
  (await app.response).end("data: 1\n\n");
  expect(String((await once(stream, "data"))[0])).toBe("data: 1\n\n");
});

test.each([
  ["gzip", () => createGunzip()],
  ["br", () => createBrotliDecompress()],
])("a page that is compressed as %s comes piece by piece too", async (coding, decoder) => {
  const app = await startEvents("max-age=60", "text/html");
  const { port } = await startRim(app.port, { edge: { profile: "www", www: { forceTls: false } } });
  const headers = { host: "www.gov.uk", "accept-encoding": coding };
  const sent = request({ port, host: "127.0.0.1", headers }).end();
  const [got] = await once(sent, "response");
  expect(got.headers["content-encoding"]).toBe(coding);
  const pieces = got.pipe(decoder());
  const page = await app.response;
  for (const piece of ["<p>first", "<p>second"]) {
    page.write(piece);
    expect(String((await once(pieces, "data"))[0])).toBe(piece);
  }
  page.end();
  await once(pieces, "end");
  expect(got.complete).toBe(true);
});
