/** One Login tells account-api what becomes of an account, and account-api tells email-alert-api. */
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { startEmails } from "./support.ts";

const site = await startEmails();
beforeEach(() => site.reset());
afterAll(() => site.close());

const { users, tombstones } = site.accounts.stores;

/** The calls since last asked, without the subject identifier. */
const called = () => site.called().map((call) => call.replace(/urn%3A.*$/, ":sub"));
const person = (method: string, changes?: object) =>
  fetch(`${site.oneLoginUrl}/__mock/people/bryn`, {
    method,
    ...(changes && { body: JSON.stringify(changes) }),
  });
/** Bryn, signed in and linked: the subscriber 1 of email-alert-api. */
async function linked() {
  const { session, browser } = await site.signInAtOneLogin("bryn");
  const response = await fetch(`${site.url}/email/manage`, { headers: { "GOVUK-Account-Session": session } });
  expect(response.status).toBe(200);
  called();
  return { session, browser };
}
const subscriber = async () =>
  (await site.asAccountApi("GET", "/subscribers/govuk-account/1")).body?.subscriber;
const activeCount = async () =>
  (await site.asAccountApi("GET", "/subscribers/1/subscriptions")).body.subscriptions.length;

const tell = "O to A: PATCH /api/oidc-users/:sub";
const remove = "O to A: DELETE /api/oidc-users/:sub";
const whoCallsA = "A to S: GET /user.json";
const find = "A to M: GET /subscribers/govuk-account/1";

describe("an address that is changed at One Login", () => {
  test("reaches account-api, and through it the subscriber", async () => {
    await linked();
    expect((await person("PUT", { email: "new@example.com" })).status).toBe(200);
    expect(called()).toEqual([
      tell,
      whoCallsA,
      find,
      "M to S: GET /user.json",
      "A to M: PATCH /subscribers/1",
    ]);
    expect(users.list()).toMatchObject([{ id: 1, email: "new@example.com", emailVerified: true }]);
    expect(await subscriber()).toMatchObject({ id: 1, address: "new@example.com", govuk_account_id: "1" });
  });

  test("that a subscriber has already: the two are merged", async () => {
    await linked();
    await person("PUT", { email: "ewa@example.com" });
    expect(await subscriber()).toMatchObject({ id: 1, address: "ewa@example.com" });
    const { subscriptions } = (await site.asAccountApi("GET", "/subscribers/1/subscriptions")).body;
    const frequencies = subscriptions.map(({ frequency }: { frequency: string }) => frequency);
    expect(frequencies.sort()).toEqual(["daily", "immediately"]);
  });

  test("of somebody without subscriptions asks, and changes nothing", async () => {
    await site.signInAtOneLogin("bryn");
    called();
    await person("PUT", { email: "new@example.com" });
    expect(called()).toEqual([tell, whoCallsA, find, "M to S: GET /user.json"]);
  });

  test("but not verified is stored, and email-alert-api not asked", async () => {
    await linked();
    await person("PUT", { email: "new@example.com", emailVerified: false });
    expect(called()).toEqual([tell, whoCallsA]);
    expect(await subscriber()).toMatchObject({ address: "bryn@example.com" });
  });

  test("is told of once: another name is nobody's business", async () => {
    await linked();
    await person("PUT", { name: "Bryn Renamed", email: "bryn@example.com" });
    expect(called()).toEqual([]);
  });

  test("from unverified to verified wipes the subscriber: it is merged into its own address", async () => {
    await linked();
    users.update(users.list()[0] ?? users.create("x"), { emailVerified: false });
    await person("PUT", { emailVerified: false });
    called();
    await person("PUT", { emailVerified: true });
    expect(called()).toEqual([tell, find, "M to S: GET /user.json", "A to M: PATCH /subscribers/1"]);
    expect([await activeCount(), (await subscriber()).address]).toEqual([0, null]);
  });
});

describe("an account that is deleted at One Login", () => {
  test("is gone from account-api; the subscriptions end, the subscriber stays", async () => {
    const { session } = await linked();
    expect((await person("DELETE")).status).toBe(204);
    // The end of the sessions is told at the same time, and may come before or after.
    const calls = called();
    await vi.waitFor(() => {
      calls.push(...called());
      expect(calls).toContain("O to A: POST /api/oidc_events/backchannel_logout");
    });
    expect(calls.filter((call) => /oidc-users|subscribers/.test(call))).toEqual([
      remove,
      find,
      "A to M: DELETE /subscribers/1",
    ]);
    expect([users.list(), tombstones.save().length]).toEqual([[], 1]);
    expect(await subscriber()).toMatchObject({ address: "bryn@example.com", govuk_account_id: "1" });
    expect(await activeCount()).toBe(0);
    expect(await site.userStatus(session)).toBe(401);
  });

  test("that account-api does not know is 404 there, and gone all the same", async () => {
    expect((await person("DELETE")).status).toBe(204);
    expect(called()).toEqual([remove, whoCallsA]);
    const { deliveries } = JSON.parse(await (await fetch(`${site.oneLoginUrl}/__mock/deliveries`)).text());
    expect(deliveries).toMatchObject([{ clientId: "govuk", attempts: ["DELETE 404"], isDone: false }]);
  });

  test("stays in account-api when email-alert-api fails", async () => {
    await linked();
    await fetch(`${site.emailAlertApiUrl}/__mock/failures`, {
      method: "POST",
      body: JSON.stringify({ path: "/subscribers/govuk-account", status: 500 }),
    });
    await person("DELETE");
    expect([users.list().length, tombstones.save()]).toEqual([1, []]);
  });
});

describe("signing out at One Login", () => {
  test("tells account-api from behind, and the session ends", async () => {
    const { session, browser } = await site.signInAtOneLogin("bryn");
    expect(await site.userStatus(session)).toBe(200);
    called();
    await browser.send(`${site.oneLoginUrl}/logout`);
    await vi.waitFor(() => expect(site.accounts.stores.logoutNotices.size).toBe(1));
    expect(called()).toEqual([
      "O to A: POST /api/oidc_events/backchannel_logout",
      "A to O: GET /.well-known/jwks.json",
    ]);
    expect(await site.userStatus(session)).toBe(401);
    const again = await site.signInAtOneLogin("bryn");
    expect(await site.userStatus(again.session)).toBe(200);
    expect(await site.userStatus(session)).toBe(200);
  });

  test("everywhere ends the session of every browser", async () => {
    const first = await site.signInAtOneLogin("bryn");
    const second = await site.signInAtOneLogin("bryn");
    await fetch(`${site.oneLoginUrl}/__mock/people/bryn/sign-out-everywhere`, { method: "POST" });
    await vi.waitFor(() => expect(site.accounts.stores.logoutNotices.size).toBe(1));
    expect([await site.userStatus(first.session), await site.userStatus(second.session)]).toEqual([401, 401]);
  });
});
