/** Each node of the picture of the cache is purged by its own form: a URL, a Vary list, a variant. */
import { expect, test } from "vitest";
import { type CacheStore, sharedStore } from "../../src/edge/index.ts";
import { decision, edgeUnderTest, sessionCookie, settled } from "../support/edge-under-test.ts";
import { sharedBackend } from "../support/shared-backend.ts";

const people = ["first-session-value", "other-session-value"].map(sessionCookie);
const whom: readonly Record<string, string>[] = [...people, { "accept-language": "cy" }];

/** A page that is stored in two variants for persons and one by language. */
async function branched(makeStore?: (now: () => number) => CacheStore) {
  let gate: Promise<void> | null = null;
  const edge = edgeUnderTest(
    async ({ header }, nth) => {
      await gate;
      const vary = header("accept-language") === null ? "GOVUK-Account-Session" : "Accept-Language";
      const headers = { "cache-control": "max-age=60, stale-while-revalidate=60", vary };
      return { headers, body: `page ${nth}` };
    },
    { inspector: true },
    makeStore && { makeStore },
  );
  const bodies = async () => {
    const got: string[] = [];
    for (const who of whom) got.push(await (await settled(await edge.get("/page", who))).text());
    return got;
  };
  const picture = async () => (await edge.get("/__edge/cache")).text();
  /** Sends a form as it is on the page, by what its first button says. */
  const purge = async (named: RegExp, soft = "", form = "") => {
    const forms = (form || (await picture())).matchAll(/<form[^>]* action="([^"]*)">(.*?)<\/form>/gs);
    const [[, action = "", inner = ""] = []] = [...forms].filter(([, , one = ""]) => named.test(one));
    const inputs = inner.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g);
    const fields = Object.fromEntries(Array.from(inputs, ([, name = "", value = ""]) => [name, value]));
    const body = new URLSearchParams({ ...fields, soft });
    return edge.fetch(new Request(`https://www.gov.uk${action}`, { method: "POST", body }));
  };
  expect(await bodies()).toEqual(["page 1", "page 2", "page 3"]);
  return {
    ...{ edge, bodies, picture, purge },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
}

const url = /> https:\/\/www\.gov\.uk\/page</;
const list = /> all by govuk-account-session, of/;
const variant = /> the one for govuk-account-session: other-…/;

test.each<[what: string, node: RegExp, after: string[]]>([
  ["a URL", url, ["page 4", "page 5", "page 6"]],
  ["a Vary list", list, ["page 4", "page 5", "page 3"]],
  ["a variant", variant, ["page 1", "page 4", "page 3"]],
])("%s is purged, and nothing besides", async (_what, node, after) => {
  const { bodies, purge } = await branched();
  expect((await purge(node)).status).toBe(303);
  expect(await bodies()).toEqual(after);
});

test.each<[what: string, node: RegExp, stale: number]>([
  ["a URL", url, 3],
  ["a Vary list", list, 2],
  ["a variant", variant, 1],
])("%s is softly purged: it is given while it is renewed", async (_what, node, stale) => {
  const { bodies, picture, purge } = await branched();
  expect((await purge(node, "yes")).status).toBe(303);
  expect((await picture()).match(/svg>[^<]*by a soft purge/g)).toHaveLength(stale);
  expect(await bodies()).toEqual(["page 1", "page 2", "page 3"]);
  expect((await bodies()).filter((body) => /[4-6]/.test(body))).toHaveLength(stale);
});

test("what was under way when its list was purged is not stored", async () => {
  const { edge, purge, hold } = await branched();
  const release = hold();
  const late = edge.get("/page", sessionCookie("third-session-value"));
  await purge(list);
  release();
  expect(await (await settled(await late)).text()).toBe("page 4");
  expect(decision(await edge.get("/page", sessionCookie("third-session-value")))).toBe("vary-miss");
});

test("a variant that is not there any more cannot be purged, and its page says so", async () => {
  const { bodies, picture, purge } = await branched();
  const before = await picture();
  await purge(variant);
  await bodies();
  const answer = await purge(variant, "", before);
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("was stored anew")]);
  expect(await bodies()).toEqual(["page 1", "page 4", "page 3"]);
});

test("a node is named without its secret", async () => {
  const { picture } = await branched();
  expect(await picture()).not.toMatch(/first-s|other-s/);
});

test("where processes share the store, a purge of a part takes the whole URL, and the page says so", async () => {
  const alone = await branched();
  expect(await alone.picture()).not.toContain("purges all of it");
  const { blobs, log } = sharedBackend(Date.UTC(2025, 0, 1));
  const shared = await branched((now) => sharedStore({ blobs, log, now, memory: { maxBytes: 2 ** 20 } }));
  expect(await shared.picture()).toContain("purges all of it");
  expect((await shared.purge(variant)).status).toBe(303);
  expect(await shared.bodies()).toEqual(["page 4", "page 5", "page 6"]);
});
