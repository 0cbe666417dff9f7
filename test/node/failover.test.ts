/** An origin and its mirrors on real sockets: who is asked, in which order, and what each sees. */
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import type { FieldLine } from "../../src/edge/fields/fields.ts";
import { streamOf } from "../support/memory-origin.ts";
import {
  answers,
  type Behaviour,
  says,
  stageBefore,
  startBackend,
  type TestBackend,
  textOf,
} from "./backends.ts";

interface Three {
  readonly app: TestBackend;
  readonly first: TestBackend;
  readonly second: TestBackend;
}

async function startThree(tls: boolean): Promise<Three> {
  const [app, first, second] = await Promise.all([
    startBackend("app", tls),
    startBackend("first", tls),
    startBackend("second", tls),
  ]);
  return { app, first, second };
}

const stageOf = ({ app, first, second }: Three) => stageBefore([app, first, second]);
const lines = (backend: TestBackend) => backend.seen.map(({ line }) => line);

const illnesses: readonly [what: string, behaviour: Behaviour, reason: string, status: number | null][] = [
  ["500", answers(500), "status", 500],
  ["503", answers(503, { "Cache-Control": "max-age=60" }), "status", 503],
  ["nothing", () => undefined, "timeout", null],
  ["a body and no end of its head", says("HTTP/1.1 200 OK\r\nX-A: "), "timeout", null],
  ["another protocol", says("220 mail.example ESMTP\r\n"), "protocol", null],
  ["a status of 999", says("HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n"), "protocol", null],
  ["a closed connection", ({ socket }) => void socket.destroy(), "unreachable", null],
];

describe.each([
  ["plain", false],
  ["over TLS", true],
])("backends that are %s", (_how, tls) => {
  test("the app alone is asked while it is well", async () => {
    const three = await startThree(tls);
    const { get } = stageOf(three);
    const reached = await get("/a?b");
    expect([await textOf(reached), reached.backend.name]).toEqual(["from app", "app"]);
    expect([lines(three.app), lines(three.first), lines(three.second)]).toEqual([["GET /a?b"], [], []]);
    expect(three.app.seen[0]?.headers.host).toBe("www.gov.uk");
  });

  test.each(illnesses)(
    "an app that answers %s: the first mirror",
    async (_what, behaviour, reason, status) => {
      const three = await startThree(tls);
      three.app.behave(behaviour);
      const { get } = stageOf(three);
      const reached = await get("/a");
      expect([reached.status, await textOf(reached)]).toEqual([200, "from first"]);
      expect(reached.failed).toEqual([{ backend: "app", reason, status }]);
      expect([lines(three.first), lines(three.second)]).toEqual([["GET /a.html"], []]);
    },
  );

  test("an app that stopped, mirrors that fail each in another way, and all that come back", async () => {
    const three = await startThree(tls);
    const { get, pass } = stageOf(three);
    await three.app.stop();
    three.first.behave(answers(404));
    const reached = await get("/");
    expect(await textOf(reached)).toBe("from second");
    expect(reached.failed).toEqual([
      { backend: "app", reason: "unreachable", status: null },
      { backend: "first", reason: "status", status: 404 },
    ]);
    await three.second.stop();
    await expect(get("/b")).rejects.toMatchObject({
      code: "exhausted",
      message: "No backend gave an answer (app: unreachable, first: 404, second: unreachable).",
    });
    await three.app.start();
    pass(5_000);
    expect(await textOf(await get("/"))).toBe("from app");
    expect(lines(three.second)).toEqual(["GET /index.html"]);
  });
});

describe("three backends over TLS", () => {
  test("a slow app is waited for, as long as its head comes in time", async () => {
    const three = await startThree(true);
    const go = Promise.withResolvers<void>();
    three.app.behave((_request, response) => {
      response.write("slow ");
      void go.promise.then(() => response.end("but whole"));
    });
    const reached = await stageOf(three).get("/");
    go.resolve();
    expect([await textOf(reached), reached.failed]).toEqual(["slow but whole", []]);
  });

  test("for 5 seconds an app that failed a URL is not asked for it again, and for others it is", async () => {
    const three = await startThree(true);
    const { get, pass } = stageOf(three);
    three.app.behave((request, response) => answers(request.url === "/ill" ? 500 : 200)(request, response));
    await get("/ill");
    const again = await get("/ill");
    expect(again.failed).toEqual([{ backend: "app", reason: "left-alone", status: null }]);
    expect((await get("/well")).backend.name).toBe("app");
    expect(lines(three.app)).toEqual(["GET /ill", "GET /well"]);
    pass(5_000);
    await get("/ill");
    expect(lines(three.app)).toEqual(["GET /ill", "GET /well", "GET /ill"]);
    expect(lines(three.first)).toEqual(["GET /ill.html", "GET /ill.html", "GET /ill.html"]);
  });

  test("No-Fallback: the app's error is the answer, whole", async () => {
    const three = await startThree(true);
    three.app.behave(answers(502, { "No-Fallback": "1" }));
    const reached = await stageOf(three).get("/");
    expect([reached.status, await textOf(reached), reached.backend.name]).toEqual([502, "an error", "app"]);
    expect(three.first.connections()).toBe(0);
  });

  test("a POST is sent once, and no mirror hears of it", async () => {
    const three = await startThree(true);
    three.app.behave(answers(503));
    const { get } = stageOf(three);
    const post = { method: "POST", body: streamOf("a=b") };
    expect((await get("/form", post)).status).toBe(503);
    await three.app.stop();
    await expect(get("/form", { ...post, body: streamOf("a=b") })).rejects.toMatchObject({
      code: "unreachable",
    });
    expect(lines(three.app)).toEqual(["POST /form"]);
    expect([three.first.connections(), three.second.connections()]).toEqual([0, 0]);
  });

  test("a mirror sees no session, cookie or credentials, and its own Host and name", async () => {
    const three = await startThree(true);
    three.app.behave(answers(503));
    const secrets: FieldLine[] = [
      ["Cookie", "_a=secret"],
      ["Authorization", "Basic secret"],
      ["GOVUK-Account-Session", "secret"],
      ["GOVUK-Account-Session-Flash", "secret"],
    ];
    await stageOf(three).get("/", { fields: [...secrets, ["Accept", "text/html"]] });
    const [mirror] = three.first.seen;
    expect(JSON.stringify(three.app.seen)).toContain("secret");
    expect(JSON.stringify(mirror)).not.toContain("secret");
    expect(mirror?.headers).toEqual({
      host: new URL(three.first.url).host,
      accept: "text/html",
      via: "1.1 edge-under-test",
      connection: "keep-alive",
    });
    expect(mirror?.servername).toBe("localhost");
  });

  test("the connection of a try that failed is closed when its body goes on", async () => {
    const three = await startThree(true);
    const closed = Promise.withResolvers<void>();
    three.app.behave((_request, response) => {
      response.once("close", closed.resolve).writeHead(500).write("and so on");
    });
    expect((await stageOf(three).get("/")).backend.name).toBe("first");
    await closed.promise;
    expect(three.app.connections()).toBe(1);
  });

  test("a client that leaves closes the connection to whoever is being asked, and ends all", async () => {
    const three = await startThree(true);
    const asked = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    three.app.behave(answers(500));
    three.first.behave(({ socket }) => {
      void once(socket, "close").then(() => closed.resolve());
      asked.resolve();
    });
    const leaving = new AbortController();
    const { app, first, second } = three;
    const patient = { first: { timeouts: { firstByte: 60_000 } } };
    const reached = stageBefore([app, first, second], patient).get("/", { signal: leaving.signal });
    await asked.promise;
    leaving.abort();
    await expect(reached).rejects.toMatchObject({ code: "aborted" });
    await closed.promise;
    expect(three.second.connections()).toBe(0);
  });
});
