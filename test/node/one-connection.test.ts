import { connect } from "node:net";
import { expect, test } from "vitest";
import { startApp, startRim } from "./support.ts";

/** What comes back for these requests, sent at once on one connection, the last of which closes it. */
async function onOneConnection(port: number, asked: readonly (readonly string[])[]): Promise<string[]> {
  const socket = connect(port, "127.0.0.1");
  const requests = asked.map(
    (lines) => `GET / HTTP/1.1\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`,
  );
  socket.write(requests.join(""));
  const text = String(Buffer.concat(await socket.toArray()));
  return [...text.matchAll(/^(?:HTTP\/1\.1 (4[0-9]{2}) |page of (.*)$)/gm)].map(([, refused, page]) =>
    String(refused ?? page),
  );
}

/** An app whose pages say whose they are, behind an edge that stores them. */
async function startEdge(trustProxy: readonly string[] = []) {
  const app = await startApp(({ headers }, response) => {
    response.setHeader("Cache-Control", "max-age=60");
    response.end(`page of ${headers["x-forwarded-proto"]}://${headers["x-forwarded-host"]}\n`);
  });
  return startRim(app, { trustProxy });
}

const close = "Connection: close";

test("a connection that asks for one host after the other gets each host's page, stored or not", async () => {
  const { port, store } = await startEdge();
  const hosts = ["Host: a", "Host: b", "Host: a", "Host: B"].map((host) => [host]);
  const pages = ["http://a", "http://b", "http://a", "http://b"];
  expect(await onOneConnection(port, [...hosts, ["Host: a", close]])).toEqual([...pages, "http://a"]);
  await store.reaches(2);
  expect(await onOneConnection(port, [...hosts, ["Host: a", close]])).toEqual([...pages, "http://a"]);
});

test("a host that cannot be is refused, whoever was asked for before on the connection", async () => {
  const { port } = await startEdge();
  const asked = [["Host: a"], ["Host: a/x"], ["Host: a"], ["Host: a/x", close]];
  expect(await onOneConnection(port, asked)).toEqual(["http://a", "400", "http://a", "400"]);
});

test("each request on a trusted proxy's connection may have another client", async () => {
  const { port, store } = await startEdge(["loopback"]);
  const asked = [
    ["Host: a", "X-Forwarded-Proto: https"],
    ["Host: a"],
    ["Host: a", "X-Forwarded-Host: b"],
    ["Host: a", close],
  ];
  const pages = ["https://a", "http://a", "http://b", "http://a"];
  expect(await onOneConnection(port, asked)).toEqual(pages);
  await store.reaches(3);
  expect(await onOneConnection(port, asked)).toEqual(pages);
});
