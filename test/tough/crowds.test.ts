/** More connections than there is room for: who has one is answered, others are turned away, nothing ends or spins. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, expect, test } from "vitest";
import { endLeftovers, folderWith, type Serve, startServe, useOrigin } from "../cli/support.ts";

const origin = useOrigin((_request, response) => void response.end("the page"));
afterAll(endLeftovers);

interface Crowd {
  readonly held: readonly Socket[];
  /** Resolves when so many were turned away. */
  turnedAway(count: number): Promise<void>;
}

async function gather({ url }: Serve, size: number): Promise<Crowd> {
  let away = 0;
  let change = Promise.withResolvers<void>();
  const open = async () => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => undefined);
    socket.once("close", () => {
      away += 1;
      change.resolve();
      change = Promise.withResolvers();
    });
    await once(socket, "connect");
    return socket.resume();
  };
  const held: Socket[] = [];
  // One after the other: the queue of those that are not yet accepted is short.
  while (held.length < size) held.push(await open());
  return {
    held,
    async turnedAway(count) {
      while (away < count) await change.promise;
    },
  };
}

/** What is answered on a connection; empty when it ends without an answer. */
function ask(socket: Socket): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let heard = "";
  socket.on("data", (chunk: Buffer) => {
    heard += String(chunk);
    if (/the page|<\/html>/.test(heard)) resolve(heard);
  });
  socket.once("close", () => resolve(""));
  socket.write("GET /x HTTP/1.1\r\nHost: www.gov.uk\r\n\r\n");
  return promise;
}

async function survives(serve: Serve, size: number, places: number): Promise<void> {
  const crowd = await gather(serve, size);
  await crowd.turnedAway(size - places);
  const inside = crowd.held.filter((socket) => !socket.closed && !socket.destroyed);
  expect(inside.length).toBeGreaterThan(places / 4);
  expect(inside.length).toBeLessThanOrEqual(places);
  // The origin is asked: there is room for that, too.
  for (const socket of inside.slice(0, 5)) expect(await ask(socket)).toContain("200 OK");
  for (const socket of crowd.held) socket.destroy();
  const again = async () => Promise.all((await gather(serve, 1)).held.map(ask));
  await expect.poll(again).toMatchObject([expect.stringContaining("200 OK")]);
  expect((await serve.stop()).code).toBe(0);
}

test("a process that may open few files answers those who are connected, and turns others away", async () => {
  const serve = await startServe(["--origin", origin.url], { files: 160 });
  await survives(serve, 200, 96);
});

test("several processes turn away whom none of them has room for", async () => {
  const limits = { limits: { connections: 20 } };
  const folder = await folderWith({ "govuk-edge.config.json": JSON.stringify(limits) });
  const serve = await startServe(["--origin", origin.url, "--workers", "2"], { folder: folder.path });
  await survives(serve, 80, 40);
  await folder.remove();
});
