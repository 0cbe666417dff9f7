import { expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { startApp, startRim } from "./support.ts";

/** Bodies up to 4,096 bytes are written in another way than longer ones. */
test.each([0, 1, 255, 4_096, 4_097, 20_000])(
  "a stored body of %i bytes comes back byte for byte, with the fields of the first answer",
  async (length) => {
    const body = Uint8Array.from({ length }, (_, index) => index);
    const app = await startApp((_request, response) => {
      response.setHeader("Cache-Control", "max-age=60").setHeader("Title", "caf\u00e9").end(body);
    });
    const { port, store } = await startRim(app);
    const fetched = () => fetch(`http://127.0.0.1:${port}/`);
    await (await fetched()).arrayBuffer();
    await store.reaches(1);
    const hit = await fetched();
    expect([hit.status, hit.headers.get("x-cache")]).toEqual([200, "HIT"]);
    expect([hit.headers.get("content-length"), hit.headers.get("title")]).toEqual([
      String(length),
      "caf\u00e9",
    ]);
    expect(Buffer.compare(new Uint8Array(await hit.arrayBuffer()), body)).toBe(0);
  },
);

test("a HEAD for a stored page gets its length and no body", async () => {
  const app = await startApp((_request, response) => {
    response.setHeader("Cache-Control", "max-age=60").end("hello");
  });
  const { port, store } = await startRim(app);
  const send = (method: string) => sendRaw({ port, method, url: "/", host: "a", headers: [] });
  await send("GET");
  await store.reaches(1);
  const { status, headers, body } = await send("HEAD");
  expect([status, body]).toEqual([200, ""]);
  expect(headers).toContainEqual(["Content-Length", "5"]);
});
