import { describe, expect, test } from "vitest";
import { createBrowser, other, subscription, unlinked, useEmailAlertFrontend } from "./support.ts";

const site = useEmailAlertFrontend();
const signIn = "/email/manage/authenticate";
const { id } = subscription;
const subscriptions = "M GET /subscribers/7/subscriptions";
const show = `M GET /subscriptions/${id}`;
const latest = `M GET /subscriptions/${id}/latest`;
const end = `M POST /unsubscribe/${id}`;
const link = 'M POST /subscribers/govuk-account/link {"govuk_account_session":"s1"}';
const query = async (data: Record<string, unknown>) =>
  new URLSearchParams({ token: await site().tokens.create(data) });

describe("the link to sign in by", () => {
  test("signs in with a cookie of this application, more than once, and asks nobody", async () => {
    const browser = createBrowser(site());
    const answer = await browser.signInByLink();
    expect(answer).toMatchObject({ status: 302, location: "/email/manage", session: null, ended: null });
    expect(answer.setCookie).toMatch(
      /^_email-alert-frontend_session=[\w=-]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect((await browser.get("/email/manage")).status).toBe(200);
    expect(site().called()).toEqual([subscriptions]);
    expect((await browser.signInByLink()).status).toBe(302);
  });

  test.each(["nonsense", "", "expired"])(
    "that is %j signs out and says that it has expired",
    async (kind) => {
      const browser = createBrowser(site());
      await browser.signInByLink();
      const expired = await query({ subscriber_id: 7 });
      if (kind === "expired") site().clock.advance(7 * 24 * 3600 + 1);
      const token = kind === "expired" ? expired : new URLSearchParams({ token: kind });
      const answer = await browser.get(`${signIn}/process?${token}`);
      if (kind === "") return expect(answer.status).toBe(400);
      expect(answer).toMatchObject({ status: 302, location: signIn });
      expect((await browser.get(signIn)).text).toContain("That link has expired");
      expect((await browser.get(signIn)).text).not.toContain("That link has expired");
      expect((await browser.get("/email/manage")).status).toBe(302);
    },
  );

  test("gives way to the account as soon as there is a good session of one", async () => {
    const cookie = (await createBrowser(site()).signInByLink()).setCookie?.split(";")[0] ?? "";
    const headers = { Cookie: cookie, "GOVUK-Account-Session": "s1" };
    const response = await fetch(`${site().url}/email/manage`, { headers });
    expect(response.status).toBe(200);
    const after = response.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    const later = await fetch(`${site().url}/email/manage`, {
      headers: { Cookie: after },
      redirect: "manual",
    });
    expect(later.status).toBe(302);
  });

  test("lets the address be changed, which an account does not", async () => {
    const browser = createBrowser(site());
    await browser.signInByLink();
    expect((await browser.get("/email/manage/address")).status).toBe(200);
    const change = "/email/manage/address/change";
    expect((await browser.post(change)).text).toContain("Enter an email address");
    site().script({ "M PATCH /subscribers/7": [422] });
    expect((await browser.post(change, { new_address: "x" })).text).toContain("There is a problem");
    site().script({ "M PATCH /subscribers/7": [200, { subscriber: unlinked }] });
    site().called();
    const done = await browser.post(change, { new_address: "new@example.com" });
    expect([done.status, done.location]).toEqual([302, "/email/manage"]);
    expect(site().called()).toEqual([
      subscriptions,
      'M PATCH /subscribers/7 {"new_address":"new@example.com"}',
    ]);
    expect((await browser.get("/email/manage")).text).toContain("changed to new@example.com");
    expect((await browser.get("/email/manage")).text).not.toContain("changed to");
  });

  test("of a subscriber who is gone leads to 404", async () => {
    site().script({ [subscriptions]: [404] });
    const browser = createBrowser(site());
    await browser.signInByLink();
    expect(await browser.get("/email/manage")).toMatchObject({ status: 404, text: "404 not found" });
  });
});

describe("the link that confirms a subscription", () => {
  const wish = { topic_id: "fish", frequency: "daily" };
  const confirm = async (data: Record<string, unknown>, asked = wish) =>
    createBrowser(site()).get(
      `/email/subscriptions/authenticate?${new URLSearchParams({ ...asked })}&${await query(data)}`,
    );

  test("subscribes, signs in and says so", async () => {
    const data = { ...wish, address: "amina@example.com" };
    expect(await confirm(data)).toMatchObject({ status: 302, location: "/email/manage", session: null });
    expect(site().called()).toEqual([
      "M GET /subscriber-lists/fish",
      'M POST /subscriptions {"subscriber_list_id":3,"address":"amina@example.com","frequency":"daily","skip_confirmation_email":false}',
    ]);
  });

  test("is refused when it is for another list, or the frequency is none, and says so when it has expired", async () => {
    const data = { ...wish, address: "amina@example.com" };
    expect((await confirm({ ...data, topic_id: "other" })).status).toBe(422);
    expect((await confirm(data, { ...wish, frequency: "hourly" })).status).toBe(422);
    expect((await confirm(data, { ...wish, topic_id: "" })).status).toBe(400);
    const bad = "/email/subscriptions/authenticate?topic_id=fish&frequency=daily&token=x";
    expect((await createBrowser(site()).get(bad)).text).toContain("This link has expired");
    expect(site().called()).toEqual([]);
  });
});

describe("the link to unsubscribe", () => {
  const path = `/email/unsubscribe/${id}`;

  test("asks first, and then ends it", async () => {
    const browser = createBrowser(site());
    const token = await query({ subscriber_id: 7 });
    expect((await browser.get(`${path}?${token}`)).text).toContain("Are you sure");
    expect(site().called()).toEqual([show, latest]);
    const done = await browser.post(`${path}?${token}`);
    expect([done.status, done.text]).toEqual([200, expect.stringContaining("You’ve been unsubscribed")]);
    expect(site().called()).toEqual([show, end]);
  });

  test("of an old email leads to the subscription that came after it", async () => {
    site().script({ [latest]: [200, { subscription: other }] });
    const token = await query({ subscriber_id: 7 });
    const answer = await createBrowser(site()).get(`${path}?${token}`);
    expect([answer.status, answer.location]).toEqual([302, `/email/unsubscribe/other?${token}`]);
  });

  test("says so when it has ended before", async () => {
    const ended = { subscription: { ...subscription, ended_at: "2026-01-01T00:00:00Z" } };
    site().script({ [show]: [200, ended], [latest]: [200, ended] });
    const answer = await createBrowser(site()).get(`${path}?${await query({ subscriber_id: 7 })}`);
    expect(answer.text).toContain("already unsubscribed");
  });

  test.each([{ subscriber_id: 8 }, { address: "amina@example.com" }, null])(
    "with a token of %j is refused",
    async (data) => {
      const browser = createBrowser(site());
      const token = data ? await query(data) : "";
      expect(await browser.get(`${path}?${token}`)).toMatchObject({ status: 302, location: signIn });
      const says = (await browser.get(signIn)).text.includes("That link has expired");
      expect(says).toBe(data !== null);
      expect(site().called()).toEqual([show]);
    },
  );

  test("is refused to whoever is signed in as somebody else", async () => {
    const browser = createBrowser(site());
    await browser.signInByLink(8);
    expect(await browser.get(path)).toMatchObject({ status: 302, location: signIn });
    await browser.signInByLink(7);
    expect((await browser.get(path)).status).toBe(200);
  });

  test("needs no token from the subscriber's own account, which is told on the next page", async () => {
    const browser = await createBrowser(site(), "s1").withForm();
    site().script({ [end]: [404] });
    const answer = await browser.post(path);
    expect(answer).toMatchObject({ status: 302, location: "/email/manage", session: "s3" });
    expect(site().called()).toEqual([show, link, end]);
    expect((await browser.get("/email/manage")).text).toContain("You have been unsubscribed from Fish");
  });

  test("of one click needs a token that says so", async () => {
    const oneClick = `/email/unsubscribe/one-click/${id}`;
    const post = async (data: Record<string, unknown>) =>
      (await createBrowser(site()).post(`${oneClick}?${await query(data)}`)).status;
    expect(await post({ subscriber_id: 7 })).toBe(403);
    expect(await post({ subscriber_id: 8, one_click: true })).toBe(403);
    expect(site().called()).toEqual([show, show]);
    expect(await post({ subscriber_id: 7, one_click: true })).toBe(200);
    expect(site().called()).toEqual([show, end]);
  });
});
