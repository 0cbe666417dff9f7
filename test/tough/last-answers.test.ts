/** A connection that ends soon, by whoever's wish: what was asked before is answered. */
import { once } from "node:events";
import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, test } from "vitest";
import { type Ends, listen, startEdge, withEnds } from "./stage.ts";
import { answerIn, asking, type Heard, hear, talk } from "./talk.ts";

const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: www.gov.uk\r\n\r\n`;
const garbage = "\x00\x01\r\n\r\n";

interface Scene {
  readonly port: number;
  /** Has the app answer those who ask for /waits. */
  readonly release: () => void;
  /** Resolves when the app has begun its answer to /begins. */
  readonly begun: Promise<void>;
}

/** An edge that has /stored, before an app that says what it was asked. */
async function startScene(ends: Ends): Promise<Scene> {
  const [released, begun] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const app = createServer((request, response) => {
    request.resume().on("error", () => undefined);
    const { url = "" } = request;
    response.setHeader("Cache-Control", url === "/stored" ? "max-age=60" : "no-store");
    if (url === "/begins") response.write("begun", () => begun.resolve());
    else if (url === "/waits") void released.promise.then(() => response.end(`asked for ${url}`));
    else {
      if (url === "/refuses") response.statusCode = 413;
      request.on("end", () => response.end(`asked for ${url}`));
    }
  });
  const origin = `http://127.0.0.1:${await listen(ends, app)}`;
  const { port, store } = await startEdge(ends, origin, { edge: { maxUploadBytes: 1_000 } });
  await talk(port, asking("/stored"));
  await store.reaches(1);
  return { port, release: () => released.resolve(), begun: begun.promise };
}

/** Each answer, by its status and what it was asked for; the end stands last. */
function answersIn({ bytes, end }: Heard): string[] {
  const found = bytes.toString("latin1").matchAll(/HTTP\/1\.1 ([0-9]{3})|asked for (\/[a-z]+)/g);
  return [...[...found].map(([, status, path]) => status ?? path ?? ""), end];
}

const onStage = (act: (scene: Scene) => Promise<void>) =>
  withEnds(async (ends) => act(await startScene(ends)));

describe("a client that closes its half of the connection", () => {
  test.concurrent.for([
    ["what has to be fetched", ask("/fetched"), ["200", "/fetched"]],
    ["what is stored", ask("/stored"), ["200", "/stored"]],
    [
      "all it asked for",
      ask("/a") + ask("/stored") + ask("/b"),
      ["200", "/a", "200", "/stored", "200", "/b"],
    ],
    ["nothing when it asks for nothing", "", []],
  ] as const)("gets %s, and then the end", async ([, says, gets], { expect }) => {
    await onStage(async (scene) => {
      const socket = connect(scene.port, "127.0.0.1");
      const heard = hear(socket);
      socket.end(says);
      expect(answersIn(await heard)).toEqual([...gets, "closed"]);
    });
  });
});

describe("garbage on a connection", () => {
  test.concurrent.for([
    ["is refused", "", ["400"]],
    ["does not keep what has to be fetched", ask("/fetched"), ["200", "/fetched", "400"]],
    ["does not keep what is stored", ask("/stored"), ["200", "/stored", "400"]],
    [
      "does not keep several answers",
      ask("/a") + ask("/stored") + ask("/b"),
      ["200", "/a", "200", "/stored", "200", "/b", "400"],
    ],
    ["has no answer where its connection was to end", asking("/fetched"), ["200", "/fetched"]],
  ] as const)("%s", async ([, before, gets], { expect }) => {
    await onStage(async (scene) => {
      const heard = await talk(scene.port, before + garbage);
      expect(answersIn(heard).slice(0, -1)).toEqual(gets);
    });
  });

  test.concurrent("that goes on is not answered again", ({ expect }) =>
    onStage(async (scene) => {
      const socket = connect(scene.port, "127.0.0.1");
      const heard = hear(socket);
      socket.write(`${ask("/waits")}${garbage}`);
      for (let nth = 0; nth < 5; nth += 1) {
        socket.write(garbage);
        await talk(scene.port, asking("/stored"));
      }
      scene.release();
      expect(answersIn(await heard).slice(0, -1)).toEqual(["200", "/waits", "400"]);
    }));

  test.concurrent("in a body puts nothing into the middle of the answer before", ({ expect }) =>
    onStage(async (scene) => {
      const socket = connect(scene.port, "127.0.0.1");
      const heard = hear(socket);
      socket.write(ask("/begins"));
      await scene.begun;
      await once(socket, "data");
      socket.write("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno length\r\n");
      const { bytes } = await heard;
      expect(String(bytes)).toContain("begun");
      expect(answersIn(await heard).slice(0, -1)).toEqual(["200"]);
    }));
});

describe("an upload that is too large", () => {
  const upload = (path: string, field: string) =>
    `POST ${path} HTTP/1.1\r\nHost: www.gov.uk\r\n${field}\r\n\r\n`;
  const piece = "x".repeat(10_000);

  test.concurrent.for([
    ["by its length", "Content-Length: 999999999", piece],
    ["as it turns out", "Transfer-Encoding: chunked", `${piece.length.toString(16)}\r\n${piece}\r\n`],
  ] as const)("%s is refused whole, and ends its connection", async ([, field, more], { expect }) => {
    await onStage(async (scene) => {
      const socket = connect(scene.port, "127.0.0.1");
      const heard = hear(socket);
      socket.write(upload("/upload", field) + more.repeat(100));
      const goesOn = setInterval(() => void socket.write(more), 1);
      socket.once("data", () => clearInterval(goesOn));
      const { bytes, end } = await heard;
      const answer = answerIn({ bytes, end });
      expect(end).toBe("closed");
      expect(answer).toMatchObject({ status: 413, whole: true });
      expect(answer?.head).toMatch(/^connection: close$/im);
      expect(answer?.body).toContain("</html>");
    });
  });

  test.concurrent("for the app, and was read, leaves its connection as it is", ({ expect }) =>
    onStage(async (scene) => {
      const says = `${upload("/refuses", "Content-Length: 4")}body${asking("/fetched")}`;
      const gets = ["413", "/refuses", "200", "/fetched", "closed"];
      expect(answersIn(await talk(scene.port, says))).toEqual(gets);
    }));
});
