import { describe, expect, test } from "vitest";
import {
  decision,
  type EdgeUnderTest,
  edgeUnderTest,
  sessionCookie,
  settled,
} from "../support/edge-under-test.ts";
import type { Answer, Asked } from "../support/memory-origin.ts";

/** An origin that knows one ETag: 304 to whoever has it, else the page. */
function validating(headers: Record<string, string> = {}, more: Record<string, string> = {}) {
  return (asked: Asked): Answer =>
    asked.header("if-none-match") === '"v1"'
      ? { status: 304, headers: { etag: '"v1"', "cache-control": "max-age=60", ...more }, body: null }
      : { headers: { etag: '"v1"', "cache-control": "max-age=60", ...headers }, body: "version one" };
}

const rfc = { profile: "rfc9111" } as const;

async function visit(edge: EdgeUnderTest, headers: Record<string, string> = {}) {
  const response = await settled(await edge.get("/", headers));
  return { decision: decision(response), response, body: await response.clone().text() };
}

describe("a stale response with a validator", () => {
  test("is validated, and is then fresh again with its own body", async () => {
    const edge = edgeUnderTest(validating(), rfc);
    await visit(edge);
    edge.pass(100);
    const second = await visit(edge);
    expect([second.decision, second.response.status, second.body]).toEqual(["stale", 200, "version one"]);
    expect(second.response.headers.get("cache-status")).toContain("fwd-status=304; stored");
    edge.pass(30);
    const third = await visit(edge);
    expect([third.decision, third.response.headers.get("age"), edge.origin.asked.length]).toEqual([
      "hit",
      "30",
      2,
    ]);
  });

  test("takes over the fields of the 304, but not those that describe the body", async () => {
    const more = {
      "x-new": "yes",
      "content-length": "0",
      "content-encoding": "br",
      "content-digest": "sha-256=:nothing:",
      "cache-control": "max-age=600",
    };
    const edge = edgeUnderTest(validating({ "x-old": "kept" }, more), rfc);
    await visit(edge);
    edge.pass(100);
    await visit(edge);
    edge.pass(400);
    const { decision: last, response, body } = await visit(edge);
    expect([last, body, response.headers.get("x-new"), response.headers.get("x-old")]).toEqual([
      "hit",
      "version one",
      "yes",
      "kept",
    ]);
    const describing = ["content-encoding", "content-digest", "content-length"];
    expect(describing.map((name) => response.headers.get(name))).toEqual([null, null, "11"]);
  });

  test("is replaced when the origin has another", async () => {
    const edge = edgeUnderTest(
      (_asked, nth) => ({
        headers: { etag: `"v${nth}"`, "cache-control": "max-age=60" },
        body: `version ${nth}`,
      }),
      rfc,
    );
    await visit(edge);
    edge.pass(100);
    expect((await visit(edge)).body).toBe("version 2");
    expect(edge.origin.asked[1]?.header("if-none-match")).toBe('"v1"');
    expect((await visit(edge)).decision).toBe("hit");
  });

  test("is asked for by Last-Modified too", async () => {
    const date = "Wed, 31 Dec 2025 00:00:00 GMT";
    const edge = edgeUnderTest(
      (asked) => ({
        status: asked.header("if-modified-since") === date ? 304 : 200,
        headers: { "last-modified": date, "cache-control": "max-age=60" },
        body: asked.header("if-modified-since") === date ? null : "page",
      }),
      rfc,
    );
    await visit(edge);
    edge.pass(100);
    expect((await visit(edge)).body).toBe("page");
  });

  test("keeps what one client had from asking for another's: the client's own condition is not sent", async () => {
    const edge = edgeUnderTest(validating(), rfc);
    await visit(edge);
    edge.pass(100);
    await visit(edge, { "if-none-match": '"mine"' });
    expect(edge.origin.asked[1]?.fields.filter(([name]) => name.toLowerCase() === "if-none-match")).toEqual([
      ["If-None-Match", '"v1"'],
    ]);
  });
});

test("no-cache is stored, and validated at each use", async () => {
  const edge = edgeUnderTest(
    validating({ "cache-control": "no-cache" }, { "cache-control": "no-cache" }),
    rfc,
  );
  for (let time = 0; time < 3; time += 1) expect((await visit(edge)).body).toBe("version one");
  expect(edge.origin.asked.map((asked) => asked.header("if-none-match"))).toEqual([null, '"v1"', '"v1"']);
});

test("a 304 that changes the session reaches the one client, with the body, and is not stored", async () => {
  const edge = edgeUnderTest(
    (asked, nth) =>
      asked.header("if-none-match")
        ? { status: 304, headers: { etag: '"v1"', "govuk-account-session": `new-${nth}` }, body: null }
        : { headers: { etag: '"v1"', "cache-control": "max-age=60" }, body: "version one" },
    { ...rfc, profile: "account" },
  );
  await visit(edge);
  edge.pass(100);
  const changed = await visit(edge, sessionCookie("abc"));
  expect([changed.response.status, changed.body]).toEqual([200, "version one"]);
  expect(changed.response.headers.getSetCookie()).toHaveLength(1);
  expect((await visit(edge)).response.headers.getSetCookie()).not.toEqual(
    changed.response.headers.getSetCookie(),
  );
});

describe("what a client asks for", () => {
  const page = { "cache-control": "max-age=60" };
  const asks: [what: string, header: Record<string, string>, after: number, then: string][] = [
    ["no-cache has it validated", { "cache-control": "no-cache" }, 10, "request"],
    ["Pragma likewise", { pragma: "no-cache" }, 10, "request"],
    ["but not beside Cache-Control", { pragma: "no-cache", "cache-control": "max-age=100" }, 10, "hit"],
    ["max-age takes none that is older", { "cache-control": "max-age=5" }, 10, "request"],
    ["max-age takes one of that age", { "cache-control": "max-age=10" }, 10, "hit"],
    ["min-fresh takes none that is stale soon", { "cache-control": "min-fresh=55" }, 10, "request"],
    ["min-fresh takes one that lasts", { "cache-control": "min-fresh=50" }, 10, "hit"],
    ["max-stale takes a stale one", { "cache-control": "max-stale" }, 100, "hit"],
    ["max-stale takes one so stale", { "cache-control": "max-stale=40" }, 100, "hit"],
    ["max-stale takes none staler", { "cache-control": "max-stale=39" }, 100, "stale"],
    ["what is unknown is ignored", { "cache-control": "nothing-to-see-here", pragma: "foo" }, 10, "hit"],
  ];

  test.each(asks)("%s", async (_what, headers, after, then) => {
    const edge = edgeUnderTest(() => ({ headers: { ...page, etag: '"x"' }, body: "page" }), rfc);
    await visit(edge);
    edge.pass(after);
    expect((await visit(edge, headers)).decision).toBe(then);
  });

  test("only-if-cached gets what is stored, or 504", async () => {
    const edge = edgeUnderTest(() => ({ headers: page, body: "page" }), rfc);
    expect((await visit(edge, { "cache-control": "only-if-cached" })).response.status).toBe(504);
    await visit(edge);
    expect((await visit(edge, { "cache-control": "only-if-cached" })).body).toBe("page");
    expect(edge.origin.asked).toHaveLength(1);
  });

  test("with the account rules none of it counts, as at a CDN", async () => {
    const edge = edgeUnderTest(() => ({ headers: page, body: "page" }));
    await visit(edge);
    for (const value of ["no-cache", "max-age=0", "no-store"]) {
      expect((await visit(edge, { "cache-control": value, pragma: "no-cache" })).decision).toBe("hit");
    }
  });
});

describe("after an unsafe method", () => {
  const page = { "cache-control": "max-age=60" };

  const outcomes: [what: string, method: string, answer: Answer, forgotten: string[]][] = [
    ["POST", "POST", {}, ["/"]],
    ["PATCH", "PATCH", {}, ["/"]],
    [
      "a redirect to another page of the site",
      "PUT",
      { status: 303, headers: { location: "/a?b" } },
      ["/", "/a?b"],
    ],
    [
      "Content-Location",
      "POST",
      { headers: { "content-location": "https://www.gov.uk/a?b" } },
      ["/", "/a?b"],
    ],
    ["a Location of another site", "POST", { headers: { location: "https://www.gov.uk.evil/a?b" } }, ["/"]],
    ["an error", "POST", { status: 500 }, []],
    ["a safe method", "OPTIONS", {}, []],
  ];

  test.each(outcomes)(
    "%s: what is forgotten is that, and no more",
    async (_what, method, answer, forgotten) => {
      const edge = edgeUnderTest(
        (asked) => (asked.method === "GET" ? { headers: page, body: "x" } : answer),
        rfc,
      );
      for (const path of ["/", "/a?b", "/c"]) await settled(await edge.get(path));
      await edge.fetch(new Request("https://www.gov.uk/", { method }));
      for (const path of ["/", "/a?b", "/c"]) {
        expect([path, decision(await edge.get(path))]).toEqual([
          path,
          forgotten.includes(path) ? "uri-miss" : "hit",
        ]);
      }
    },
  );
});
