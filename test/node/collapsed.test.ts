import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { fieldOf, startApp, startRim } from "./support.ts";

const get = (port: number, url = "/") =>
  sendRaw({ port, method: "GET", url, host: "www.gov.uk", headers: [] });

test("fifty clients of a cold page are one request to the app", async () => {
  let asked = 0;
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const app = await startApp(({ url }, response) => {
    if (url === "/other") return void response.end();
    asked += 1;
    arrived.resolve();
    void answer.promise.then(() => response.end("hello"));
  });
  const { port } = await startRim(app);
  const clients = Array.from({ length: 50 }, () => get(port));
  await arrived.promise;
  // The fifty are inside when the edge has answered somebody who came after them.
  await get(port, "/other");
  answer.resolve();
  const got = await Promise.all(clients);
  expect(got.map(({ status, body }) => `${status} ${body}`)).toEqual(Array(50).fill("200 hello"));
  const collapsed = got.filter(({ headers }) => /; collapsed;/.test(fieldOf(headers, "cache-status") ?? ""));
  expect(collapsed).toHaveLength(49);
  expect(asked).toBe(1);
});

test("a client that does not read holds up nobody who shares its answer", async () => {
  const size = 8 * 2 ** 20;
  const begun = Promise.withResolvers<void>();
  const rest = Promise.withResolvers<void>();
  const app = await startApp((_request, response) => {
    response.write("begun");
    begun.resolve();
    void rest.promise.then(() => response.end(Buffer.alloc(size, "x")));
  });
  const { port, store } = await startRim(app);
  const slow = connect(port, "127.0.0.1");
  slow.write("GET / HTTP/1.1\r\nHost: www.gov.uk\r\nConnection: close\r\n\r\n");
  await once(slow, "readable");
  slow.pause();
  await begun.promise;
  const quick = get(port);
  rest.resolve();
  expect((await quick).body).toHaveLength(size + 5);
  await store.reaches(1);
  const late = Buffer.concat(await slow.toArray());
  expect(late.toString("latin1").split("\r\n\r\n")[1]).toContain("begun");
  expect(late.length).toBeGreaterThan(size);
});

test("an answer that is one client's alone is fetched for each who waited", async () => {
  let asked = 0;
  const first = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const app = await startApp((_request, response) => {
    asked += 1;
    const nth = asked;
    first.resolve();
    response.setHeader("Cache-Control", "private");
    void answer.promise.then(() => response.end(`for ${nth}`));
  });
  const { port } = await startRim(app);
  const clients = [get(port)];
  await first.promise;
  clients.push(get(port), get(port), get(port));
  answer.resolve();
  const bodies = (await Promise.all(clients)).map(({ body }) => body);
  expect(new Set(bodies).size).toBe(4);
  expect(asked).toBe(4);
});
