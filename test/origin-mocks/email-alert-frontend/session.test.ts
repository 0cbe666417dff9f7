import { describe, expect, test } from "vitest";
import {
  AUTH_URI,
  createBrowser,
  linked,
  refused,
  subscription,
  unlinked,
  useEmailAlertFrontend,
} from "./support.ts";

const site = useEmailAlertFrontend();
const manage = "/email/manage";
const signIn = "/email/manage/authenticate";
const get = (path: string, session?: string) => createBrowser(site(), session).get(path);

describe("the session header", () => {
  test.each([
    [undefined, signIn, { session: null, ended: null, cacheControl: "private, no-cache" }],
    ["", signIn, { session: null, ended: null, cacheControl: "private, no-cache" }],
    ["s1", signIn, { session: null, ended: null, cacheControl: "private, no-cache" }],
    ["s1$$", signIn, { session: null, ended: null, cacheControl: "private, no-cache" }],
    ["s1$$flash", signIn, { session: "s1", ended: null, cacheControl: "private, no-store" }],
    ["$$flash", signIn, { session: "", ended: null, cacheControl: "private, no-store" }],
    ["s1$$flash", manage, { session: "s3", ended: null, cacheControl: "private, no-store" }],
  ])("%j at %s is answered so", async (session, path, expected) => {
    expect(await get(path, session)).toMatchObject({ ...expected, vary: "GOVUK-Account-Session" });
  });

  test("comes back beside the end of the session when a message came with a session that is refused", async () => {
    site().script(refused(401));
    expect(await get(manage, "s1$$flash")).toMatchObject({ status: 302, session: "s1", ended: "1" });
    const [call] = site().called();
    expect(call).toContain('{"govuk_account_session":"s1"}');
  });

  test("keeps the session that came when email-alert-api gives no new one", async () => {
    site().script({ "M POST /subscribers/govuk-account/link": [200, { subscriber: linked }] });
    expect(await get(manage, "s1")).toMatchObject({ status: 200, session: "s1" });
  });

  test("that is only a message is asked about where subscribing does not look for more", async () => {
    site().script(refused(401));
    const browser = await createBrowser(site(), "$$flash").withForm();
    const answer = await browser.post("/email/subscriptions/frequency", {
      topic_id: "fish",
      frequency: "daily",
    });
    expect(answer).toMatchObject({ status: 302, ended: "1" });
    expect(site().called()).toContain('M POST /subscribers/govuk-account/link {"govuk_account_session":""}');
    expect((await get(manage, "$$flash")).location).toBe(signIn);
  });

  test("is not passed on by a page that fails, and its failure is not the visitor's sign-out", async () => {
    for (const status of [500, 503]) {
      site().script(refused(status));
      expect(await get(manage, "s1")).toMatchObject({ status: 500, ended: null, session: null });
    }
  });
});

describe("redirects", () => {
  test("to One Login carry the analytics parameters on, as they are", async () => {
    const analytics = "_ga=a%26b%20c&cookie_consent=accept&other=1";
    expect((await get(`${manage}?from=your-services&${analytics}`)).location).toBe(
      `${AUTH_URI}&_ga=a&b c&cookie_consent=accept`,
    );
    expect((await get(`${signIn}/account?${analytics}`, "s1")).location).toBe(
      "/email/manage?_ga=a&b c&cookie_consent=accept",
    );
    expect((await get(`${manage}?${analytics}`)).location).toBe(signIn);
  });

  test("end no header line and lead to no other host", async () => {
    const evil = { ...subscription.subscriber_list, url: "//evil.example/\r\nX: y" };
    site().script({
      "M GET /subscriber-lists/fish": [200, { subscriber_list: evil }],
      "M GET /subscribers/7/subscriptions": [200, { subscriber: linked, subscriptions: [subscription] }],
    });
    const answer = await get("/email/subscriptions/account/confirm?topic_id=fish", "s1");
    expect(answer.location).toBe("//evil.example/X:%20y");
  });

  test("of the router alone say nothing of Vary, and neither do health checks", async () => {
    const old = await get("/email/authenticate", "s1$$flash");
    expect(old).toMatchObject({ status: 301, location: signIn, vary: null, session: null });
    expect(await get("/healthcheck/live")).toMatchObject({ status: 200, text: "OK", vary: null });
  });
});

describe("the page that asks for confirmation", () => {
  const confirm = "/email/subscriptions/account/confirm?topic_id=fish";

  test("names what will become the account's, unless it is already", async () => {
    expect((await get(confirm, "s1")).text).not.toContain("These will be moved");
    const authenticated = { govuk_account_session: "s2", subscriber: unlinked };
    site().script({ "M POST /subscribers/govuk-account": [200, authenticated] });
    const { text } = await get(confirm, "s1");
    expect(text).toContain("These will be moved to your GOV.UK account");
    expect(text).toContain("Other &lt;list&gt;");
  });
});

test("the page to begin with leads into each journey, and to the outbox", async () => {
  expect((await get("/")).location).toBe("/email/start");
  const { status, text, vary } = await get("/email/start");
  expect([status, vary]).toEqual([200, null]);
  expect(text).toContain("http://127.0.0.1:9/outbox");
  expect(text).toContain('value="/fish"');
});
