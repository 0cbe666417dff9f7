import { beforeEach, describe, expect, it } from "vitest";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import type { Frontend } from "../../../src/origin-mocks/frontend/index.ts";
import { loadWorld } from "../../../src/origin-mocks/world.ts";
import { accountHeaders, frontendAt, useAccountApi } from "./support.ts";

const { pages } = loadWorld();
const exists = "GOVUK-Account-Session-Exists";
const existsAndFlash = `${exists}, GOVUK-Account-Session-Flash`;
const stored = { session: null, ended: null, cacheControl: "max-age=300, public" };
const accountApi = useAccountApi({ id: "1", email: "amina@example.com", govuk_account_session: "re-issued" });
let frontend: Frontend;

beforeEach(() => {
  const clock = movableClock(() => Date.UTC(2026, 10, 22, 14, 9, 6));
  frontend = frontendAt(accountApi.url, { pages, clock });
});

/** A request as the edge sends it. */
function get(path: string, session?: string) {
  return frontend.app.request(path, {
    headers: session === undefined ? {} : { "GOVUK-Account-Session": session, [exists]: "1" },
  });
}

describe.each([
  ["/demo/nothing", null],
  ["/demo/exists", exists],
  ["/demo/flash", existsAndFlash],
  ["/demo/session", "GOVUK-Account-Session"],
  ["/demo/forgets", null],
])("%s", (path, vary) => {
  it.each([undefined, "abc"])(`may be stored and varies on ${vary} with session %j`, async (session) => {
    const response = await get(path, session);
    expect(response.status).toBe(200);
    expect(accountHeaders(response)).toEqual({ ...stored, vary });
  });

  it("says when it was made, and which rendering it is", async () => {
    await get(path);
    const text = await (await get(path)).text();
    expect(text).toContain("22 November 2026 at 14:09:06 UTC");
    expect(text).toMatch(/Rendering number<\/dt>\s*<dd class="govuk-summary-list__value">2<\/dd>/);
  });

  it("has one h1", async () => {
    expect((await (await get(path, "abc")).text()).match(/<h1/g)).toHaveLength(1);
  });
});

describe("what a page shows", () => {
  it.each([
    [
      "/demo/nothing",
      "abc",
      ["Nothing, as it sends no Vary", "Not looked at"],
      ["/account", "/sign-out", "amina"],
    ],
    ["/demo/exists", undefined, ['href="/account"', "You are not signed in", ">No</dd>"], ["/sign-out"]],
    [
      "/demo/exists",
      "abc",
      ['href="/account/home"', 'href="/sign-out"', "You are signed in", ">Yes</dd>"],
      ["amina"],
    ],
    ["/demo/session", undefined, ['href="/account"', "You are not signed in"], ["amina"]],
    ["/demo/session", "abc", ["Hello, amina@example.com", 'href="/sign-out"'], ["You are not"]],
    ["/demo/forgets", "abc", ["Hello, amina@example.com", "though it should"], []],
  ])("at %s with session %j", async (path, session, shown, hidden) => {
    const text = await (await get(path, session)).text();
    for (const part of shown) expect(text).toContain(part);
    for (const part of hidden) expect(text).not.toContain(part);
  });

  it.each(["/demo/nothing", "/demo/exists", "/demo/flash"])(
    "at %s does not depend on account-api",
    async (path) => {
      await get(path, "abc");
      expect(accountApi.asked).toEqual([]);
    },
  );

  it("is the same for everybody at a page that does not look", async () => {
    const signedOut = await (await get("/demo/nothing")).text();
    frontend.reset();
    expect(await (await get("/demo/nothing", "abc$$f")).text()).toBe(signedOut);
  });

  it("escapes an address that is meant to do harm", async () => {
    accountApi.answer({ email: `"><script>alert('1')</script>@example.com` });
    const text = await (await get("/demo/session", "abc")).text();
    expect(text).not.toContain("<script");
    expect(text).toContain("&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;@example.com");
  });
});

describe.each(["/demo/session", "/demo/forgets"])("%s, which asks account-api", (path) => {
  it("passes the session without its messages", async () => {
    await get(path, "abc$$f");
    expect(accountApi.asked[0]).toMatchObject({ method: "GET", target: "/api/user" });
    expect(accountApi.asked[0]?.headers.get("GOVUK-Account-Session")).toBe("abc");
  });

  it("signs out somebody whose session is over", async () => {
    accountApi.answer({}, 401);
    const response = await get(path, "abc");
    expect(response.status).toBe(200);
    expect(accountHeaders(response)).toMatchObject({ session: null, ended: "1", cacheControl: "no-store" });
    expect(await response.text()).toContain("You are not signed in");
  });

  it.each([403, 500, 503])("says so when account-api answers %i", async (status) => {
    accountApi.answer({}, status);
    const response = await get(path, "abc");
    expect(response.status).toBe(503);
    expect(accountHeaders(response)).toMatchObject({ session: null, ended: null, cacheControl: "no-store" });
    expect(await response.text()).toContain("account details cannot be shown now");
  });
});
