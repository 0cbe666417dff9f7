import { describe, expect, test } from "vitest";
import { OriginError, type OriginFailure } from "../../src/edge/index.ts";
import { ExhaustedError } from "../../src/edge/origin/failover.ts";
import { failoverUnderTest, status, well } from "../support/failover-under-test.ts";
import { streamOf } from "../support/memory-origin.ts";

const textOf = ({ body }: { readonly body: ReadableStream<Uint8Array> | null }) => new Response(body).text();
const fails = (code: OriginFailure) => () => {
  throw new OriginError(code, "as the test wants");
};

describe("an origin that is well", () => {
  test("is the only one asked, and no try failed", async () => {
    const edge = failoverUnderTest();
    const reached = await edge.reach("/a?b=c");
    expect(await textOf(reached)).toBe("from origin.example");
    expect([reached.status, reached.backend, reached.failed]).toEqual([
      200,
      { name: "origin", kind: "app" },
      [],
    ]);
    expect(edge.asked.map(({ url }) => url.href)).toEqual(["https://origin.example/a?b=c"]);
    expect(edge.asked[0]?.header("host")).toBe("www.gov.uk");
  });

  test.each([301, 302, 400, 404, 410, 429, 499])("a %i of it is an answer", async (code) => {
    const edge = failoverUnderTest();
    edge.behave("origin", status(code));
    expect((await edge.reach("/")).status).toBe(code);
    expect(edge.order()).toEqual(["origin"]);
  });
});

describe("an origin that fails", () => {
  test.each(["GET", "HEAD"])("%s: each mirror in turn, until one has the page", async (method) => {
    const edge = failoverUnderTest();
    edge.behave("origin", status(503));
    edge.behave("mirror1", status(404));
    edge.behave("mirror2", fails("timeout"));
    const reached = await edge.reach("/", { method });
    expect(await textOf(reached)).toBe("from mirror3.example");
    expect(edge.order()).toEqual(["origin", "mirror1", "mirror2", "mirror3"]);
    expect(reached.backend).toEqual({ name: "mirror3", kind: "mirror" });
    expect(reached.failed).toEqual([
      { backend: "origin", reason: "status", status: 503 },
      { backend: "mirror1", reason: "status", status: 404 },
      { backend: "mirror2", reason: "timeout", status: null },
    ]);
    expect(edge.asked.map((asked) => asked.method)).toEqual([method, method, method, method]);
  });

  test.each(["unreachable", "timeout", "protocol"] as const)("%s: the first mirror", async (code) => {
    const edge = failoverUnderTest();
    edge.behave("origin", fails(code));
    expect((await edge.reach("/")).failed).toEqual([{ backend: "origin", reason: code, status: null }]);
    expect(edge.order()).toEqual(["origin", "mirror1"]);
  });

  test.each([500, 501, 503, 599, 999, 304])("the status %i is a failure", async (code) => {
    const edge = failoverUnderTest();
    edge.behave("origin", status(code));
    expect((await edge.reach("/")).backend.name).toBe("mirror1");
  });

  test("an error with No-Fallback is meant, and says nothing of the backend's health", async () => {
    const edge = failoverUnderTest();
    edge.behave("origin", status(500, { "no-fallback": "" }));
    const reached = await edge.reach("/");
    expect([reached.status, await textOf(reached), reached.failed]).toEqual([500, "an error", []]);
    await edge.reach("/");
    expect(edge.order()).toEqual(["origin", "origin"]);
  });

  test("a mirror's No-Fallback does not make its error an answer", async () => {
    const edge = failoverUnderTest();
    edge.behave("origin", status(503));
    edge.behave("mirror1", status(500, { "no-fallback": "1" }));
    expect((await edge.reach("/")).backend.name).toBe("mirror2");
  });

  test.each([201, 204, 301, 302, 404, 500])("a mirror's %i is a failure", async (code) => {
    const edge = failoverUnderTest();
    edge.behave("origin", status(500));
    edge.behave("mirror1", status(code));
    const { backend, failed } = await edge.reach("/");
    expect(backend.name).toBe("mirror2");
    expect(failed[1]).toEqual({ backend: "mirror1", reason: "status", status: code });
  });

  test("all down: an error that says who was tried, and why each failed", async () => {
    const edge = failoverUnderTest();
    edge.behave("origin", fails("unreachable"));
    edge.behave("mirror1", status(404));
    edge.behave("mirror2", status(503));
    edge.behave("mirror3", fails("protocol"));
    const error = await edge.reach("/").catch((thrown: unknown) => thrown);
    if (!(error instanceof ExhaustedError)) throw new Error("no ExhaustedError");
    expect([error.code, error.failed.map(({ backend }) => backend)]).toEqual([
      "exhausted",
      ["origin", "mirror1", "mirror2", "mirror3"],
    ]);
    expect(error.message).toBe(
      "No backend gave an answer (origin: unreachable, mirror1: 404, mirror2: 503, mirror3: protocol).",
    );
  });

  test("the bodies of tries that failed are cancelled, that of the answer is not", async () => {
    const edge = failoverUnderTest();
    const cancelled: string[] = [];
    const watched = (name: string, code: number) => () => ({
      status: code,
      body: new ReadableStream<Uint8Array>({ cancel: () => void cancelled.push(name) }),
    });
    edge.behave("origin", watched("origin", 502));
    edge.behave("mirror1", watched("mirror1", 404));
    edge.behave("mirror2", () => ({ body: streamOf("whole") }));
    expect(await textOf(await edge.reach("/"))).toBe("whole");
    expect(cancelled).toEqual(["origin", "mirror1"]);
  });
});

describe("what is not tried again", () => {
  test.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])(
    "%s: the origin's answer counts",
    async (method) => {
      const edge = failoverUnderTest();
      edge.behave("origin", status(503));
      const reached = await edge.reach("/", { method, body: streamOf("form") });
      expect([reached.status, await textOf(reached), reached.backend.name]).toEqual([
        503,
        "an error",
        "origin",
      ]);
      edge.behave("origin", fails("unreachable"));
      await expect(edge.reach("/", { method })).rejects.toMatchObject({ code: "unreachable" });
      expect(edge.order()).toEqual(["origin", "origin"]);
    },
  );

  test("a POST goes to an origin that is sick, and to one that is left alone for GET", async () => {
    const edge = failoverUnderTest();
    edge.behave("origin", status(503));
    await edge.reach("/");
    edge.behave("origin", well);
    edge.sick.add("origin");
    expect((await edge.reach("/", { method: "POST" })).backend.name).toBe("origin");
  });

  test("a GET with a body: it would be used up", async () => {
    const edge = failoverUnderTest();
    edge.behave("origin", status(503));
    expect((await edge.reach("/", { body: streamOf("x") })).status).toBe(503);
    expect(edge.order()).toEqual(["origin"]);
  });

  test("without mirrors the origin's failure is its answer", async () => {
    const edge = failoverUnderTest({ mirrors: 0 });
    edge.behave("origin", status(503));
    expect(await textOf(await edge.reach("/"))).toBe("an error");
    edge.behave("origin", fails("timeout"));
    await expect(edge.reach("/")).rejects.toMatchObject({ code: "timeout" });
    expect(edge.order()).toEqual(["origin", "origin"]);
  });

  test("what is the edge's own fault is nobody's failure", async () => {
    const edge = failoverUnderTest();
    edge.behave("origin", () => {
      throw new TypeError("a fault of ours");
    });
    await expect(edge.reach("/")).rejects.toThrow(TypeError);
    expect(edge.order()).toEqual(["origin"]);
  });
});
