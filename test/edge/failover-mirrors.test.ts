import { describe, expect, test } from "vitest";
import type { FieldLine } from "../../src/edge/fields/fields.ts";
import { fetchTransport, type OriginTransport } from "../../src/edge/index.ts";
import { failoverUnderTest, status } from "../support/failover-under-test.ts";

const clients: FieldLine[] = [
  ["Cookie", "_session=secret"],
  ["authorization", "Bearer secret"],
  ["GOVUK-Account-Session", "secret"],
  ["GovUK_Account_Session_Flash", "secret"],
  ["GOVUK-Account-Session-Exists", "1"],
  ["If-None-Match", '"tag"'],
  ["If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT"],
  ["Range", "bytes=0-1"],
  ["Accept-Language", "cy"],
  ["GOVUK-ABTest-Example", "B"],
];

describe("what a mirror is sent", () => {
  test("nothing that tells who the client is, and no conditions", async () => {
    const edge = failoverUnderTest();
    edge.behave("origin", status(503));
    await edge.reach("/", { fields: clients });
    const [origin, mirror] = edge.asked;
    expect(origin?.fields).toEqual([["Host", "www.gov.uk"], ...clients, ["Via", "1.1 edge-under-test"]]);
    expect(mirror?.fields).toEqual([
      ["Host", "mirror1.example"],
      ["Accept-Language", "cy"],
      ["GOVUK-ABTest-Example", "B"],
      ["Via", "1.1 edge-under-test"],
    ]);
  });

  test("the target as it is called there, behind the mirror's own prefix", async () => {
    const edge = failoverUnderTest({
      backends: {
        mirror1: { url: "https://mirror1.example/www.gov.uk/" },
        mirror2: { url: "https://mirror2.example:8443/a/b", host: "bucket.example" },
      },
    });
    edge.behave("origin", status(503));
    edge.behave("mirror1", status(404));
    await edge.reach("/");
    await edge.reach("/x?y");
    expect(edge.asked.map(({ url }) => url.href)).toEqual([
      "https://origin.example/",
      "https://mirror1.example/www.gov.uk/index.html",
      "https://mirror2.example:8443/a/b/index.html",
      "https://origin.example/x?y",
      "https://mirror1.example/www.gov.uk/x?y.html",
      "https://mirror2.example:8443/a/b/x?y.html",
    ]);
    expect(edge.asked[2]?.header("host")).toBe("bucket.example");
  });

  test.each(["/../../secret", "/a/%2e%2e/../.%2E/secret", "/..\\..\\secret"])(
    "%s does not lead out of a prefix",
    async (target) => {
      const edge = failoverUnderTest({
        backends: {
          origin: { url: "https://origin.example/app" },
          mirror1: { url: "https://mirror1.example/bucket" },
        },
      });
      edge.behave("origin", status(503));
      await edge.reach(target);
      expect(edge.asked.map(({ url }) => url.pathname)).toEqual(["/app/secret", "/bucket/secret.html"]);
    },
  );

  test("the fields of its own, in place of the client's", async () => {
    const edge = failoverUnderTest({
      backends: { origin: { headers: { Authorization: "Basic aaaa", "Rate-Limit-Token": "t" } } },
    });
    await edge.reach("/", { fields: clients });
    const [origin] = edge.asked;
    const values = origin?.fields.filter(([name]) => /^(authorization|rate-limit-token)$/i.test(name));
    expect(values).toEqual([
      ["Authorization", "Basic aaaa"],
      ["Rate-Limit-Token", "t"],
    ]);
  });

  test("a signature over the path as it is sent, without the query", async () => {
    const signing = { accessId: "GOOGTS7C7FUP3AIRVJTE", secretKey: "a-key", bucket: "govuk-mirror" };
    const edge = failoverUnderTest({
      backends: { origin: { host: "app.example" }, mirror1: { url: "https://mirror1.example/p", signing } },
    });
    edge.behave("origin", status(503));
    await edge.reach("/caf%C3%A9 x?q");
    expect(edge.asked[1]?.url.href).toBe("https://mirror1.example/p/caf%C3%A9%20x?q.html");
    expect(edge.asked[1]?.header("date")).toBe("Thu, 01 Jan 2026 00:00:00 GMT");
    expect(edge.asked[1]?.header("authorization")).toBe(
      "AWS GOOGTS7C7FUP3AIRVJTE:Vv9lI7MZZptauE9Pk0VytDuocXg=",
    );
    expect(edge.asked[0]?.header("host")).toBe("app.example");
  });

  test("a mirror's answer changes no session and sets no cookie", async () => {
    const edge = failoverUnderTest();
    const headers = {
      "Set-Cookie": ["a=1", "b=2"],
      "GOVUK-Account-Session": "stolen",
      "govuk-account-end-session": "1",
      "Content-Language": "cy",
    };
    edge.behave("origin", () => ({ status: 200, headers }));
    expect((await edge.reach("/")).fields).toHaveLength(5);
    edge.behave("origin", status(503));
    edge.behave("mirror1", () => ({ status: 200, headers }));
    expect((await edge.reach("/")).fields).toEqual([["Content-Language", "cy"]]);
  });

  test("a mirror's page has no validators, by which the app would say that it is its own", async () => {
    const edge = failoverUnderTest();
    const headers = { ETag: '"x"', "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT" };
    edge.behave("origin", status(503));
    edge.behave("mirror1", () => ({ status: 200, headers }));
    expect((await edge.reach("/")).fields).toEqual([]);
  });
});

/** Every backend sends an interim response before its answer, and the origin one more after it. */
const talkative =
  (late: (() => void)[]) =>
  (transport: OriginTransport): OriginTransport =>
  (request) => {
    const { hostname } = request.url;
    request.onInterim?.(103, [["Link", hostname]]);
    late.push(() => request.onInterim?.(103, [["Link", `${hostname}, late`]]));
    return transport(request);
  };

test("only the origin's interim responses are forwarded, as long as it may be the answer", async () => {
  const late: (() => void)[] = [];
  const edge = failoverUnderTest({ wrap: talkative(late) });
  edge.behave("origin", status(503));
  const heard: string[] = [];
  await edge.reach("/", { onInterim: (code, fields) => heard.push(`${code} ${fields[0]?.[1]}`) });
  for (const say of late) say();
  expect(heard).toEqual(["103 origin.example"]);
});

describe("a client that leaves", () => {
  const waits =
    (begun: () => void): OriginTransport =>
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
        begun();
      });

  test.each([[0], [1], [2]])("ends all, at try %i", async (nth) => {
    const begun = Promise.withResolvers<void>();
    const waiting = waits(begun.resolve);
    let tries = 0;
    const edge = failoverUnderTest({
      wrap: (transport) => (request) => {
        tries += 1;
        return tries - 1 === nth ? waiting(request) : transport(request);
      },
    });
    for (const name of ["origin", "mirror1"]) edge.behave(name, status(503));
    const leaving = new AbortController();
    const reached = edge.reach("/", { signal: leaving.signal });
    await begun.promise;
    leaving.abort();
    await expect(reached).rejects.toMatchObject({ name: "OriginError", code: "aborted" });
    expect(tries).toBe(nth + 1);
  });

  test("ends what the platform's fetch has begun", async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const transport = fetchTransport(({ signal }) => {
      begun.resolve(signal);
      return new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason));
      });
    });
    const leaving = new AbortController();
    const reached = failoverUnderTest({ wrap: () => transport }).reach("/", { signal: leaving.signal });
    const signal = await begun.promise;
    leaving.abort();
    await expect(reached).rejects.toMatchObject({ code: "aborted" });
    expect(signal.aborted).toBe(true);
  });

  test("says nothing of the origin's health", async () => {
    const edge = failoverUnderTest();
    const leaving = AbortSignal.abort();
    await expect(edge.reach("/", { signal: leaving })).rejects.toMatchObject({ code: "aborted" });
    expect(edge.order()).toEqual([]);
    expect((await edge.reach("/")).backend.name).toBe("origin");
  });

  test("when the head is there, does not break the body off: it may be for others too", async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const edge = failoverUnderTest({
      wrap: (transport) => (request) => {
        signals.push(request.signal);
        return transport(request);
      },
    });
    const leaving = new AbortController();
    await edge.reach("/", { signal: leaving.signal });
    leaving.abort();
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
  });
});
