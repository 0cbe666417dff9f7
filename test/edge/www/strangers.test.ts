/** Ways by which one visitor could fill, or replace, what others are given. */
import { describe, expect, test } from "vitest";
import { OriginError } from "../../../src/edge/index.ts";
import { decision, edgeUnderTest, sessionCookie, settled } from "../../support/edge-under-test.ts";
import type { Answer, Asked } from "../../support/memory-origin.ts";

const www = (answer: (asked: Asked, nth: number) => Answer, more = {}) =>
  edgeUnderTest(answer, { profile: "www", ...more });
const ofMirror = ({ url }: Asked) => url.hostname === "mirror.example";
const mirrored = { backends: { mirrors: [{ name: "mirrorS3", url: "https://mirror.example/copies" }] } };

describe("on a path where cookies pass", () => {
  test("what was fetched with an app's own cookie is not stored for others where the guard is on", async () => {
    const edge = www((asked) => ({ body: `for ${asked.header("cookie")}` }));
    await settled(await edge.get("/email/manage", { cookie: "app=alice" }));
    const stranger = await settled(await edge.get("/email/manage"));
    expect([decision(stranger), await stranger.text()]).toEqual(["uri-miss", "for null"]);
  });

  test("not even with a lifetime, but with Vary: Cookie it is stored", async () => {
    const headers = { "cache-control": "max-age=60" };
    const edge = www((asked) => ({ headers, body: `for ${asked.header("cookie")}` }));
    await settled(await edge.get("/email/manage", { cookie: "app=alice" }));
    expect(await (await settled(await edge.get("/email/manage"))).text()).toBe("for null");
    const careful = www((asked) => ({
      headers: { ...headers, vary: "Cookie" },
      body: `for ${asked.header("cookie")}`,
    }));
    for (let time = 0; time < 2; time += 1) {
      const alice = await settled(await careful.get("/email/manage", { cookie: "app=alice" }));
      expect([decision(alice), await alice.text()]).toEqual([
        time === 0 ? "uri-miss" : "hit",
        "for app=alice",
      ]);
    }
  });

  test.each([
    "__Host-govuk_account_session=alice; __Host-govuk_account_session=bob",
    "__Host-govuk_account_session=a b",
    "govuk_account_session=alice",
  ])("a session that is not accepted (%s) does not reach the app as a cookie", async (cookie) => {
    const edge = www(() => ({ body: "page" }), { guard: "report" });
    await settled(await edge.get("/email/manage", { cookie: `${cookie}; app=1` }));
    expect(edge.origin.asked[0]?.header("cookie")).toBe("app=1");
  });
});

describe.each(["account", "www"] as const)("in the profile %s a field spelt with _", (profile) => {
  const app = ({ fields }: Asked): Answer => {
    const language = fields.find(([name]) => name.toLowerCase().replaceAll("_", "-") === "accept-language");
    return { headers: { vary: "Accept-Language" }, body: `in ${language?.[1] ?? "English"}` };
  };

  test("fills no copy of those without it", async () => {
    const edge = edgeUnderTest(app, { profile });
    await settled(await edge.get("/", { accept_language: "cy" }));
    expect(await (await settled(await edge.get("/"))).text()).toBe("in English");
  });

  test("makes no condition of a request that fetches for all", async () => {
    const edge = edgeUnderTest(() => ({ body: "page" }), { profile });
    await settled(await edge.get("/", { if_none_match: '"tag"' }));
    expect(edge.origin.asked[0]?.fields.filter(([name]) => name.includes("_"))).toEqual([]);
  });
});

test("a mirror's copy does not go before the app's page that is fresh for others", async () => {
  const edge = www(
    (asked) => {
      if (ofMirror(asked)) return { body: "of the mirror" };
      if (asked.header("govuk-account-session") !== null) return { status: 500, body: "crashed" };
      const headers = { vary: "GOVUK-Account-Session-Exists", "cache-control": "max-age=300" };
      return { headers, body: "of the app" };
    },
    { www: mirrored },
  );
  await settled(await edge.get("/"));
  edge.pass(1);
  expect(await (await settled(await edge.get("/", sessionCookie("crash")))).text()).toBe("of the mirror");
  const stranger = await settled(await edge.get("/"));
  expect([decision(stranger), await stranger.text()]).toEqual(["hit", "of the app"]);
});

test("who waits for somebody with a stale page, and has none, is given a mirror's as if alone", async () => {
  const gate = Promise.withResolvers<void>();
  let isDown = false;
  const edge = edgeUnderTest(
    async (asked) => {
      if (ofMirror(asked)) return { headers: { vary: "Accept-Encoding" }, body: "of the mirror" };
      if (isDown) await gate.promise;
      if (isDown) throw new OriginError("unreachable", "There is no connection.");
      if (asked.header("accept-encoding") === "gzip") return { status: 500, body: "down" };
      const headers = { vary: "GOVUK-Account-Session-Exists", "cache-control": "max-age=60" };
      return { headers, body: "of the app" };
    },
    { profile: "www", www: mirrored },
  );
  await settled(await edge.get("/", sessionCookie("alice")));
  edge.pass(61);
  // The newest Vary list is the mirror's now, by which both look the same.
  await settled(await edge.get("/", { "accept-encoding": "gzip" }));
  edge.pass(10);
  isDown = true;
  const before = edge.origin.asked.length;
  const answers = [edge.get("/", sessionCookie("alice")), edge.get("/")];
  await expect.poll(() => edge.origin.asked.length).toBe(before + 1);
  gate.resolve();
  const [alice, stranger] = await Promise.all(answers);
  expect(await alice?.text()).toBe("of the app");
  expect([stranger?.status, await stranger?.text()]).toEqual([200, "of the mirror"]);
});

describe("a purge by URL", () => {
  test.each(["https://www.gov.uk/q?b=1&a=1", "http://www.gov.uk/q?a=1&b=1&utm_source=x"])(
    "reaches what is stored under the URL as it goes on: %s",
    async (url) => {
      const edge = www(() => ({ body: "page" }));
      await settled(await edge.get("/q?a=1&b=1"));
      await edge.purge({ url });
      expect(decision(await settled(await edge.get("/q?a=1&b=1")))).toBe("uri-miss");
    },
  );

  test("of the home page with a query reaches the home page", async () => {
    const edge = www(() => ({ body: "page" }));
    await settled(await edge.get("/"));
    await edge.purge({ url: "https://www.gov.uk/?x=1" });
    expect(decision(await settled(await edge.get("/")))).toBe("uri-miss");
  });
});
