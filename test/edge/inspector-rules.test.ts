/** Whatever the edge changes of a message's fields, its story names the rule, and links to it. */
import { expect, test } from "vitest";
import type { EdgeSettings } from "../../src/edge/index.ts";
import { towardsApp, towardsClient } from "../../src/edge/inspector/differences.ts";
import { edgeUnderTest, settled } from "../support/edge-under-test.ts";
import type { Answer } from "../support/memory-origin.ts";

/** What the edge says itself, withholds, or rewrites, by all the names that it knows. */
const asked: Record<string, string> = {
  connection: "x-withheld, te",
  "x-withheld": "1",
  te: "trailers",
  via: "1.1 another",
  expect: "100-continue",
  cookie: "__Host-govuk_account_session=a-session-value; a=b",
  "accept-encoding": "gzip, deflate",
  authorization: "Bearer a-token-of-somebody",
  range: "bytes=0-1",
  "if-none-match": '"a"',
  "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT",
  "if-range": '"a"',
  accept_language: "cy",
  govuk_account_session: "b",
  "x-kept": "as it is",
};
const told = [
  ..."govuk-account-session govuk-request-id govuk-abtest-a usage-cookies-opt-in backend-override".split(" "),
  ..."fastly-client-ip fastly-ssl fastly-purge-requires-auth client-ja3 true-client-ip original-url".split(
    " ",
  ),
  ..."x-forwarded-for x-forwarded-host x-original-url forwarded client-ip cf-connecting-ip proxy".split(" "),
  ..."cloudfront-forwarded-proto front-end-https script-name x-accel-mapping x-arr-ssl x-client-ip".split(
    " ",
  ),
  ..."x-cluster-client-ip x-envoy-original-path x-forwarded x-host x-http-host-override x-scheme".split(" "),
  ..."x-http-path-override x-middleware-subrequest x-originating-ip x-override-url x-proxyuser-ip".split(" "),
  ..."x-real-ip x-remote-addr x-remote-ip x-rewrite-url x-http-method x-http-method-override".split(" "),
  ..."x-method-override x-script-name x-sendfile-type x-url-scheme".split(" "),
];

const answer: Answer = {
  headers: {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "public, max-age=60",
    connection: "x-of-connection",
    "x-of-connection": "1",
    "keep-alive": "timeout=5",
    "content-length": "2000",
    "accept-ranges": "bytes",
    etag: '"a"',
    digest: "sha-256=x",
    vary: "GOVUK-Account-Session",
    "govuk-account-flash": "a",
    "surrogate-control": "max-age=60",
    "surrogate-key": "a",
    "set-cookie": "a=b",
    "x-cache": "HIT",
    "x-served-by": "another",
    "x-timer": "S1",
    "fastly-debug-path": "a",
    "server-timing": "db;dur=1",
    "x-kept": "as it is",
  },
  body: "x".repeat(2000),
};

/** The fields that a story marks, each with what it links to. */
function marked(story: string): [name: string, what: string, anchors: string[]][] {
  const fields = story.matchAll(
    /<li class="(added|changed|removed)"><b>([^<]+)<\/b>: .*?<ins>(.*?)<\/ins>/gs,
  );
  return Array.from(fields, ([, what = "", name = "", words = ""]) => [
    name.toLowerCase(),
    what,
    Array.from(words.matchAll(/href="\/__edge\/rules#([^"]+)"/g), ([, anchor = ""]) => anchor),
  ]);
}

const settings: Partial<EdgeSettings>[] = [
  { profile: "www" },
  { profile: "www", serverTiming: true },
  { profile: "account" },
  { profile: "rfc9111" },
];

test.each(settings)(
  "with %j, each field that is changed has its rule, and each link its rule",
  async (given) => {
    const edge = edgeUnderTest(() => answer, { inspector: true, ...given });
    const request = { ...Object.fromEntries(told.map((name) => [name, "a"])), ...asked };
    for (let nth = 0; nth < 3; nth += 1) await settled(await edge.get("/page", nth === 2 ? {} : request));
    const list = await (await edge.get("/__edge")).text();
    const rules = await (await edge.get("/__edge/rules")).text();
    const ids = new Set(list.match(/\/__edge\/requests\/[\w-]+/g));
    expect(ids.size).toBe(3);
    for (const path of ids) {
      const fields = marked(await (await edge.get(path)).text());
      expect(fields.length).toBeGreaterThan(5);
      expect(fields.filter(([, , anchors]) => anchors.length === 0)).toEqual([]);
      const missing = fields.flatMap(([, , anchors]) =>
        anchors.filter((one) => !rules.includes(`id="${one}"`)),
      );
      expect(missing).toEqual([]);
      expect(fields.filter(([name]) => name === "x-kept")).toEqual([]);
    }
  },
);

/** None, or one field. */
const lines = (text: string | null) =>
  text === null ? [] : [[text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 2)] as const];

test.each<[before: string | null, after: string | null, names: string[]]>([
  [null, "GOVUK-ABTest-A: B", ["recv, rule 30"]],
  [null, "Client-JA3: abc", ["recv, rule 3"]],
  ["Backend-Override: a", null, ["recv, rule 20"]],
  ["Accept_Language: cy", null, ["recv, besides"]],
  ["Unknown: 1", null, []],
  ["Host: a", "Host: b", ["RFC 9110 §7.2"]],
])("towards the app %j becomes %j by %j", (before, after, names) => {
  expect(towardsApp(lines(before), lines(after))[0]?.rule?.names ?? []).toEqual(names);
});

test.each<[status: number, before: string | null, after: string | null, names: string[]]>([
  [200, null, "Set-Cookie: a=b", ["deliver, rule 3", "deliver, rule 6"]],
  [200, "Set-Cookie: a=b", null, ["fetch, rule 13"]],
  [200, null, "Content-Encoding: br", ["fetch, rule 1"]],
  [200, 'ETag: "a"', 'ETag: W/"a"', ["fetch, rule 1"]],
  [304, "Content-Encoding: br", null, ["RFC 9110 §15.4.5"]],
  [304, "Surrogate-Key: a", null, ["deliver, besides"]],
  [206, null, "Content-Range: bytes 0-1/9", ["RFC 9110 §14.4"]],
  [200, "X-Amz-Id: a", null, ["fetch, besides"]],
  [200, null, "Fastly-Backend-Name: mirrorS3", ["fetch, rule 2"]],
  [200, null, "Fastly-Restarts: 1", ["fetch, rule 5"]],
  [200, null, "Access-Control-Allow-Origin: *", ["fetch, rule 12"]],
])("towards the client, with %i, %j becomes %j by %j", (status, before, after, names) => {
  expect(towardsClient(lines(before), lines(after), status)[0]?.rule?.names ?? []).toEqual(names);
});
