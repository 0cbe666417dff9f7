import { describe, expect, test } from "vitest";
import { createBrowser, subscription, useEmailAlertFrontend } from "./support.ts";

const site = useEmailAlertFrontend();
const signIn = "/email/manage/authenticate";
const match = "A GET /api/user/match-by-email?email=amina@example.com";
const sendLink =
  'M POST /subscribers/auth-token {"address":"amina@example.com","destination":"/email/manage/authenticate/process"}';
const address = { address: "amina@example.com" };

describe("the form for a link to manage emails", () => {
  const post = async (fields: Record<string, string>, session?: string) => {
    const browser = await createBrowser(site(), session).withForm();
    return browser.post(signIn, fields);
  };

  test.each([
    ["the own account has the address", [200, { match: true }], 302, null, [match]],
    ["another account has the address", [200, { match: false }], 200, "1", [match]],
    ["nobody has the address", [404], 200, null, [match, sendLink]],
    ["account-api fails", [503], 500, null, [match]],
    ["account-api refuses the caller", [401], 400, null, [match]],
  ] as const)("when %s", async (_, answer, status, ended, calls) => {
    site().script({ "A GET /api/user/match-by-email": answer });
    expect(await post(address, "s1")).toMatchObject({ status, ended });
    const [asked] = site().calls;
    expect(asked?.headers.get("GOVUK-Account-Session")).toBe("s1");
    expect(asked?.headers.get("Authorization")).toBe("Bearer token-a");
    expect(site().called()).toEqual(calls);
  });

  test.each([
    [201, 200, "Check your inbox"],
    [404, 200, "You’re not subscribed"],
    [422, 200, "Enter an email address in the correct format"],
    [403, 403, "403 forbidden"],
    [410, 460, "460 gone"],
    [409, 400, "400 bad request"],
    [500, 500, "500"],
  ])("shows what email-alert-api's %i means, with %i", async (answer, status, text) => {
    site().script({ "M POST /subscribers/auth-token": [answer, {}] });
    const response = await post(address);
    expect([response.status, response.text]).toEqual([status, expect.stringContaining(text)]);
    expect(response).toMatchObject({ vary: "GOVUK-Account-Session", cacheControl: "private, no-cache" });
  });

  test("asks again for an address that is missing, and asks nobody else", async () => {
    for (const fields of [{}, { address: " " }]) {
      const response = await post(fields);
      expect([response.status, response.text]).toEqual([200, expect.stringContaining("There is a problem")]);
    }
    expect(site().called()).toEqual([]);
  });

  test("escapes what was typed", async () => {
    site().script({ "M POST /subscribers/auth-token": [422] });
    const response = await post({ address: '"><script>' });
    expect(response.text).toContain("&quot;&gt;&lt;script&gt;");
    expect(response.text).not.toContain("<script");
  });
});

describe("how often an address may ask", () => {
  const verify = "/email/subscriptions/verify";
  const wish = { topic_id: "fish", frequency: "daily", ...address };

  test.each([
    [signIn, {}, 11],
    [verify, wish, 40],
  ] as const)(
    "%s refuses the fourth try in a minute, and in an hour number %s",
    async (path, fields, perHour) => {
      const browser = await createBrowser(site()).withForm();
      const attempt = async () => await browser.post(path, { ...fields, ...address });
      for (const expected of [200, 200, 200, 429]) expect((await attempt()).status).toBe(expected);
      expect(await attempt()).toMatchObject({ status: 429, text: "", vary: "GOVUK-Account-Session" });
      site().clock.advance(3600);
      const statuses: number[] = [];
      for (let count = 1; count <= perHour; count += 1) {
        site().clock.advance(30);
        statuses.push((await attempt()).status);
      }
      expect(statuses).toEqual([...Array(perHour - 1).fill(200), 429]);
    },
  );
});

describe("a form", () => {
  test("without its token is refused, forgets who came by a link, and asks nobody", async () => {
    const browser = createBrowser(site());
    await browser.signInByLink();
    const refused = await browser.post("/email/manage/unsubscribe-all", { authenticity_token: "wrong" });
    expect(refused).toMatchObject({ status: 422, text: "", vary: "GOVUK-Account-Session" });
    expect(site().called()).toEqual([]);
    expect(await browser.get("/email/manage")).toMatchObject({ status: 302, location: signIn });
  });

  test("of another browser is refused", async () => {
    const token = /value="(\w+)"/.exec((await createBrowser(site()).get(signIn)).text)?.[1] ?? "";
    const other = await createBrowser(site()).withForm();
    const fields = { ...address, authenticity_token: token };
    expect((await other.post(signIn, fields)).status).toBe(422);
  });

  test("is not needed for a page's button, nor for one-click", async () => {
    const browser = createBrowser(site());
    const wish = { base_path: "/fish", authenticity_token: "" };
    expect((await browser.post("/email/subscriptions/single-page/new", wish)).status).toBe(302);
    const oneClick = `/email/unsubscribe/one-click/${subscription.id}`;
    expect((await browser.post(oneClick, { authenticity_token: "" })).status).toBe(403);
  });
});

test.each(["/a b", "http://[", "//<>", "/\u0000"])(
  "the page %j cannot be subscribed to",
  async (base_path) => {
    const browser = createBrowser(site(), "s1");
    const response = await browser.post("/email/subscriptions/single-page/new", { base_path });
    expect([422, 404]).toContain(response.status);
    expect(site().called()).toEqual([]);
  },
);
