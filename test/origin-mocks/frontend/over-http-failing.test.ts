import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Failing, startFailing } from "./over-http.ts";

let site: Awaited<ReturnType<typeof startFailing>>;
beforeAll(async () => {
  site = await startFailing();
});
afterAll(() => site.close());

const callback = "/sign-in/callback?code=c&state=s";
const empty = { location: null, session: null, cacheControl: "no-store", vary: "GOVUK-Account-Session" };
const outages: readonly Failing[] = [
  ...[400, 409, 413, 418, 422, 429, 500, 501, 502, 503, 504],
  ...(["hangs", "resets", "stops in the middle", "is gone"] as const),
];
const withBrowser = { Accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

describe.each([
  ["/account", { Referer: "/p" }, 503, null],
  [callback, {}, 400, null],
  ["/sign-out", {}, 503, "1"],
] as const)("when %s asks account-api and it", (path, headers, unauthorized, ended) => {
  test.each([
    [401, unauthorized],
    [403, 403],
    [404, 404],
    [410, 410],
    ...outages.map((how) => [how, 503] as const),
  ] as const)("%s, the answer is %i without a body", async (how, status) => {
    expect(await site.get(how, path, headers)).toEqual({ ...empty, ended, status, body: "" });
  });

  test("has a name that does not resolve, the answer is 500", async () => {
    const answer = await site.get("has no name", path, headers);
    expect([answer.status, answer.cacheControl, answer.ended]).toEqual([500, "no-store", ended]);
  });

  test.each([401, 503])(
    "answers %i, a browser gets a page that says how to go on, with the same head",
    async (how) => {
      const { body, ...head } = await site.get(how, path, headers);
      const { body: page, ...browsers } = await site.get(how, path, { ...headers, ...withBrowser });
      expect([browsers, body]).toEqual([head, ""]);
      expect(page).toMatch(/<h1 class="govuk-heading-l">[^<]+<\/h1>/);
      expect(page).toContain('<a class="govuk-link" href="/');
      expect(await site.get(how, path, { ...headers, Accept: "*/*" })).toEqual({ ...head, body: "" });
    },
  );
});

test("a callback that is asked again, as a CDN may after a 503, is asked again of account-api", async () => {
  await site.get(503, callback);
  expect(site.asked()).toBe(1);
});

test("a page that was asked for in another format says so to a browser", async () => {
  const answer = await site.get(500, "/account.json", withBrowser);
  expect([answer.status, answer.vary, site.asked()]).toEqual([406, null, 0]);
  expect(answer.body).toContain("Page not found");
});
