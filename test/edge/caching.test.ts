import { describe, expect, test } from "vitest";
import { decision, edgeUnderTest, sessionCookie, settled, wasStored } from "../support/edge-under-test.ts";
import { streamOf } from "../support/memory-origin.ts";

const public60 = { "cache-control": "max-age=60, public" };

describe("freshness", () => {
  const lifetimes: [what: string, headers: Record<string, string>, seconds: number][] = [
    ["max-age", { "cache-control": "max-age=60" }, 60],
    ["s-maxage before max-age", { "cache-control": "max-age=10, s-maxage=60" }, 60],
    [
      "max-age before Expires",
      { "cache-control": "max-age=60", expires: "Thu, 01 Jan 2026 01:00:00 GMT" },
      60,
    ],
    ["Expires", { expires: "Thu, 01 Jan 2026 00:01:00 GMT", date: "Thu, 01 Jan 2026 00:00:00 GMT" }, 60],
    ["the smaller of two max-age", { "cache-control": "max-age=60, max-age=600" }, 60],
    ["max-age less the origin's Age", { "cache-control": "max-age=100", age: "40" }, 60],
    [
      "max-age less the age of Date",
      { "cache-control": "max-age=100", date: "Wed, 31 Dec 2025 23:59:20 GMT" },
      60,
    ],
    ["the default", {}, 300],
    ["the default, whatever the origin's Age", { age: "1000" }, 300],
  ];

  test.each(lifetimes)("is given by %s", async (_what, headers, seconds) => {
    const edge = edgeUnderTest(() => ({ headers, body: "x" }));
    await settled(await edge.get("/"));
    edge.pass(seconds - 1);
    expect(decision(await edge.get("/"))).toBe("hit");
    edge.pass(1);
    expect(decision(await edge.get("/"))).toBe("stale");
  });

  test("counts in Age, from what the origin said", async () => {
    const edge = edgeUnderTest(() => ({ headers: { "cache-control": "max-age=100", age: "7" }, body: "x" }));
    await settled(await edge.get("/"));
    edge.pass(5);
    expect((await edge.get("/")).headers.get("age")).toBe("12");
  });
});

describe("what is not stored", () => {
  const unstored: [what: string, headers: Record<string, string>, status?: number][] = [
    ["no-store", { "cache-control": "no-store, max-age=60" }],
    ["private", { "cache-control": "Private, max-age=60" }],
    ["private with a field", { "cache-control": 'max-age=60, private="x"' }],
    ["no-cache", { "cache-control": "no-cache" }],
    ["no-store for the CDN alone", { ...public60, "surrogate-control": "No-Store, max-age=60" }],
    ["private for the CDN alone", { ...public60, "surrogate-control": 'private="x"' }],
    ["max-age=0", { "cache-control": "max-age=0, public" }],
    ["a max-age that is no number", { "cache-control": "max-age=soon" }],
    ["Expires in the past", { expires: "0" }],
    ["Vary: *", { ...public60, vary: "Accept, *" }],
    ["Set-Cookie", { ...public60, "set-cookie": "a=b" }],
    ["a session", { ...public60, "govuk-account-session": "new" }],
    ["the end of a session", { ...public60, "govuk-account-end-session": "" }],
    ["a list of names that is none in Vary", { ...public60, vary: "foo bar" }],
    [
      "a cookie that Connection would hide",
      { ...public60, "set-cookie": "a=b", connection: "set-cookie, vary" },
    ],
    [
      "the end of a session that it would",
      { ...public60, "govuk-account-end-session": "1", connection: "govuk-account-end-session" },
    ],
    ["a session header with underscores", { ...public60, govuk_account_session: "new" }],
    ["205", public60, 205],
    ["403", public60, 403],
    ["503", public60, 503],
  ];

  test.each(unstored)("%s", async (_what, headers, status = 200) => {
    const edge = edgeUnderTest(() => ({ status, headers, body: "x" }));
    const first = await settled(await edge.get("/"));
    expect([first.status, wasStored(first)]).toEqual([status, false]);
    await settled(await edge.get("/"));
    expect(edge.origin.asked).toHaveLength(2);
  });

  test("a body larger than the limit, with its length told or not", async () => {
    for (const headers of [public60, { ...public60, "content-length": "11" }]) {
      const edge = edgeUnderTest(() => ({ headers, body: streamOf("hello ", "world") }), {
        maxBodyBytes: 10,
      });
      expect(await (await edge.get("/")).text()).toBe("hello world");
      expect(await (await edge.get("/")).text()).toBe("hello world");
      expect(edge.origin.asked).toHaveLength(2);
    }
  });

  test("a body shorter than its length", async () => {
    const edge = edgeUnderTest(() => ({ headers: { ...public60, "content-length": "10" }, body: "short" }));
    await settled(await edge.get("/"));
    await settled(await edge.get("/"));
    expect(edge.origin.asked).toHaveLength(2);
    expect(edge.events).toContainEqual(expect.objectContaining({ type: "origin-error", code: "broken-off" }));
  });

  test("an answer to a request with Authorization, unless it says it is for all", async () => {
    for (const [cacheControl, asked] of [
      ["max-age=60", 2],
      ["max-age=60, public", 1],
    ] as const) {
      const edge = edgeUnderTest(() => ({ headers: { "cache-control": cacheControl }, body: "x" }));
      await settled(await edge.get("/", { authorization: "Basic x" }));
      await settled(await edge.get("/", { authorization: "Basic y" }));
      expect(edge.origin.asked).toHaveLength(asked);
    }
  });
});

test("an app that mends its Vary is cached again at once", async () => {
  const edge = edgeUnderTest((_asked, nth) => ({
    headers: { ...public60, vary: nth === 1 ? "foo(bar)" : "Accept" },
    body: "x",
  }));
  expect((await settled(await edge.get("/"))).status).toBe(200);
  await settled(await edge.get("/"));
  expect(decision(await edge.get("/"))).toBe("hit");
});

describe("keys and methods", () => {
  test("URLs differ by host, path and query", async () => {
    const edge = edgeUnderTest(() => ({ headers: public60, body: "x" }));
    for (const path of ["/a", "/b", "/a?c", "/a?d"]) await settled(await edge.get(path));
    await settled(await edge.fetch(new Request("https://other.gov.uk/a")));
    expect(edge.origin.asked).toHaveLength(5);
    expect(decision(await edge.get("/a?c"))).toBe("hit");
  });

  test("HEAD is answered from a stored GET, with its length and without its body", async () => {
    const edge = edgeUnderTest(() => ({ headers: public60, body: "hello" }));
    await settled(await edge.get("/"));
    const head = await edge.fetch(new Request("https://www.gov.uk/", { method: "HEAD" }));
    expect([decision(head), head.headers.get("content-length"), await head.text()]).toEqual(["hit", "5", ""]);
  });

  test("HEAD fills the cache for GET with the account rules, and does not with RFC 9111 alone", async () => {
    for (const [profile, method, then] of [
      ["account", "GET", "hit"],
      ["rfc9111", "HEAD", "uri-miss"],
    ] as const) {
      const edge = edgeUnderTest(() => ({ headers: public60, body: "hello" }), { profile });
      await settled(await edge.fetch(new Request("https://www.gov.uk/", { method: "HEAD" })));
      expect(edge.origin.asked[0]?.method).toBe(method);
      expect(decision(await edge.get("/"))).toBe(then);
    }
  });

  test("other methods go to the origin and leave the cache alone", async () => {
    const edge = edgeUnderTest((asked) => ({ headers: public60, body: asked.method }));
    await settled(await edge.get("/"));
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
      const response = await edge.fetch(new Request("https://www.gov.uk/", { method }));
      expect([decision(response), await response.text()]).toEqual(["method", method]);
    }
    expect(await (await edge.get("/")).text()).toBe("GET");
  });
});

test("a signed-in person's copy is found among ten thousand, and each person gets their own", async () => {
  const edge = edgeUnderTest((asked) => ({
    headers: { ...public60, vary: "GOVUK-Account-Session" },
    body: asked.header("govuk-account-session") ?? "nobody",
  }));
  const people = 10_000;
  for (let person = 0; person < people; person += 1) {
    await (await edge.get("/", sessionCookie(`person-${person}`))).text();
  }
  for (const person of [0, 1, 5_000, people - 1]) {
    const response = await edge.get("/", sessionCookie(`person-${person}`));
    expect([decision(response), await response.text()]).toEqual(["hit", `person-${person}`]);
  }
  expect(await (await edge.get("/")).text()).toBe("nobody");
  expect(edge.origin.asked).toHaveLength(people + 1);
});
