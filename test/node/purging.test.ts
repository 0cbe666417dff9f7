/** Purging by HTTP, over real sockets: who may, what is asked for, and what is gone after it. */
import { expect, test } from "vitest";
import type { EdgeSettings } from "../../src/edge/index.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import type { ClientGot, HeaderPairs } from "../../src/testing/play.ts";
import { fieldOf, type RimUnderTest, startApp, startRim } from "./support.ts";

const token = "a-token-of-the-team";
const key: HeaderPairs = [["Fastly-Key", token]];
const orderly: HeaderPairs = [...key, ["Content-Type", "application/json"]];

interface Site extends RimUnderTest {
  ask(method: string, url: string, headers?: HeaderPairs, body?: string): Promise<ClientGot>;
  /** What became of a visit, by its X-Cache, and the number of the page's rendering. */
  visit(url: string, headers?: HeaderPairs): Promise<string>;
}

/** An edge with the rules of www before an app that numbers its pages. */
async function startSite(purge: EdgeSettings["purge"], profile: "www" | "account" = "www"): Promise<Site> {
  let renderings = 0;
  const app = await startApp((request, response) => {
    renderings += 1;
    response.setHeader("Cache-Control", "max-age=600");
    response.setHeader("Surrogate-Key", `all ${request.url?.slice(1)}`);
    response.setHeader("Vary", "GOVUK-Account-Session-Exists").end(String(renderings));
  });
  const rim = await startRim(app, { edge: { profile, purge, www: { forceTls: false } } });
  const ask: Site["ask"] = (method, url, headers = [], body = "") => {
    const sized: HeaderPairs = body === "" ? [] : [["Content-Length", String(Buffer.byteLength(body))]];
    const more = body === "" ? {} : { body };
    return sendRaw({
      port: rim.port,
      host: "www.gov.uk",
      method,
      url,
      headers: [...headers, ...sized],
      ...more,
    });
  };
  return {
    ...rim,
    ask,
    async visit(url, headers) {
      const before = rim.store.stored;
      const got = await ask("GET", url, headers);
      if (fieldOf(got.headers, "cache-status")?.includes("; stored")) await rim.store.reaches(before + 1);
      return `${fieldOf(got.headers, "x-cache")} ${got.body}`;
    },
  };
}

const order = (what: object) => JSON.stringify(what);

test("PURGE on a URL, with the token as Fastly-Key, reaches what Node's rim had as a hit", async () => {
  const site = await startSite({ token });
  const signedIn: HeaderPairs = [["Cookie", "__Host-govuk_account_session=u1"]];
  expect(await site.visit("/a")).toBe("MISS 1");
  expect(await site.visit("/a", signedIn)).toBe("MISS 2");
  expect(await site.visit("/a")).toBe("HIT 1");
  const got = await site.ask("PURGE", "/a", key);
  expect([got.status, got.body]).toEqual([200, '{"status":"ok"}\n']);
  expect(fieldOf(got.headers, "content-type")).toBe("application/json");
  expect(await site.visit("/a")).toBe("MISS 3");
  expect(await site.visit("/a", signedIn)).toBe("MISS 4");
});

test("Node's parser does not know FASTLYPURGE: it answers 400 itself", async () => {
  const site = await startSite({ token });
  expect((await site.ask("FASTLYPURGE", "/a", key)).status).toBe(400);
  expect(site.events).toEqual([]);
});

test("the token may come as Authorization: Bearer", async () => {
  const site = await startSite({ token });
  const headers: HeaderPairs = [
    ["Authorization", `Bearer ${token}`],
    ["Surrogate-Key", "b"],
  ];
  await site.visit("/a");
  await site.visit("/b");
  expect((await site.ask("POST", "/__edge/purge", headers)).status).toBe(200);
  expect([await site.visit("/a"), await site.visit("/b")]).toEqual(["HIT 1", "MISS 3"]);
});

test.each<[what: string, method: string, url: string, headers: HeaderPairs]>([
  ["PURGE without one", "PURGE", "/a", []],
  ["PURGE with another", "PURGE", "/a", [["Fastly-Key", "a-token-of-another"]]],
  ["PURGE with a part of it", "PURGE", "/a", [["Fastly-Key", token.slice(0, -1)]]],
  ["an order with another", "POST", "/__edge/purge", [["Authorization", "Bearer a-token-of-another"]]],
  ["an order with a password", "POST", "/__edge/purge", [["Authorization", `Basic ${btoa(token)}`]]],
])("%s in place of the token is 401, and nothing is purged", async (_what, method, url, headers) => {
  const site = await startSite({ token });
  await site.visit("/a");
  const got = await site.ask(method, url, [...headers, ["Surrogate-Key", "all"]]);
  expect([got.status, fieldOf(got.headers, "www-authenticate")]).toEqual([401, 'Bearer realm="purge"']);
  expect(got.body).toContain("Send the token as Fastly-Key");
  expect(await site.visit("/a")).toBe("HIT 1");
});

test("where nobody may purge it is 403, and no token helps", async () => {
  const site = await startSite({});
  await site.visit("/a");
  for (const [method, url] of [
    ["PURGE", "/a"],
    ["POST", "/__edge/purge"],
  ] as const) {
    const got = await site.ask(method, url, [...key, ["Surrogate-Key", "all"]]);
    expect([got.status, fieldOf(got.headers, "www-authenticate")]).toEqual([403, null]);
  }
  expect(await site.visit("/a")).toBe("HIT 1");
});

test("a trusted address needs no token; the client does not say which it has", async () => {
  const trusting = await startSite({ trusted: ["127.0.0.0/8"] });
  await trusting.visit("/a");
  expect((await trusting.ask("PURGE", "/a")).status).toBe(200);
  expect(await trusting.visit("/a")).toBe("MISS 2");
  const wary = await startSite({ trusted: ["192.0.2.7"] });
  const claim: HeaderPairs = [
    ["X-Forwarded-For", "192.0.2.7"],
    ["Fastly-Client-IP", "192.0.2.7"],
  ];
  expect((await wary.ask("PURGE", "/a", claim)).status).toBe(403);
});

test.each<[what: string, order: object, purged: boolean[]]>([
  ["a URL", { url: "http://www.gov.uk/a" }, [true, false]],
  ["keys", { surrogateKeys: ["a", "c"] }, [true, false]],
  ["everything", { everything: true }, [true, true]],
])("an order of JSON names %s", async (_what, what, purged) => {
  const site = await startSite({ token });
  const visits = async () => [await site.visit("/a"), await site.visit("/b")];
  await visits();
  expect((await site.ask("POST", "/__edge/purge", orderly, order(what))).status).toBe(200);
  expect((await visits()).map((visit) => visit.startsWith("MISS"))).toEqual(purged);
});

test("a soft purge leaves what it concerns stale: it is still known, and the app is asked", async () => {
  const site = await startSite({ token });
  for (const [nth, soften] of [
    () => site.ask("PURGE", "/a", [...key, ["Fastly-Soft-Purge", "1"]]),
    () => site.ask("POST", "/__edge/purge", orderly, order({ surrogateKeys: ["all"], soft: true })),
  ].entries()) {
    await site.visit("/a");
    expect((await soften()).status).toBe(200);
    const got = await site.ask("GET", "/a");
    expect(fieldOf(got.headers, "cache-status")).toContain("fwd=stale");
    expect(got.body).toBe(String(nth + 2));
    await site.store.reaches(nth + 2);
  }
});

test.each<[what: string, headers: HeaderPairs, body: string]>([
  ["no JSON", orderly, "{"],
  ["JSON that is no order", orderly, order({ urls: ["http://www.gov.uk/a"] })],
  ["an order with a word too many", orderly, order({ everything: true, please: true })],
  ["a URL without a host", orderly, order({ url: "/a" })],
  ["a key with a blank", orderly, order({ surrogateKeys: ["two keys"] })],
  ["a form, which any page may send", [...key, ["Content-Type", "text/plain"]], order({ everything: true })],
  ["nothing", key, ""],
])("%s is 400, with what was expected, and nothing is purged", async (_what, headers, body) => {
  const site = await startSite({ token });
  await site.visit("/a");
  const got = await site.ask("POST", "/__edge/purge", headers, body);
  expect(got.status).toBe(400);
  expect(got.body).toMatch(/[Ee]xpected|no blanks/);
  expect(await site.visit("/a")).toBe("HIT 1");
});

test.each(["GET", "PUT", "DELETE"])("%s is 405, and POST is what is allowed", async (method) => {
  const site = await startSite({ token });
  const got = await site.ask(method, "/__edge/purge", key);
  expect([got.status, fieldOf(got.headers, "allow")]).toEqual([405, "POST"]);
});

test("in another profile orders are taken too, but PURGE is the app's", async () => {
  const site = await startSite({ token }, "account");
  await site.visit("/a");
  expect((await site.ask("PURGE", "/a", key)).body).toBe("2");
  expect((await site.ask("POST", "/__edge/purge", orderly, order({ everything: true }))).status).toBe(200);
  expect(await site.visit("/a")).toBe("MISS 3");
});
