import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startEmails } from "./support.ts";

const site = await startEmails();
beforeEach(() => site.reset());
afterAll(() => site.close());

const link = "F to M: POST /subscribers/govuk-account/link";
const authenticate = "F to M: POST /subscribers/govuk-account";
const whoIsIt = "M to A: GET /api/user";
const whoCallsM = "M to S: GET /user.json";
const whoCallsA = "A to S: GET /user.json";

async function visit(path: string, session?: string, form?: Record<string, string>) {
  const response = await fetch(site.url + path, {
    headers: session === undefined ? {} : { "GOVUK-Account-Session": session },
    redirect: "manual",
    ...(form && { method: "POST", body: new URLSearchParams(form) }),
  });
  return {
    status: response.status,
    location: response.headers.get("Location")?.replace("https://www.gov.uk", ""),
    session: response.headers.get("GOVUK-Account-Session"),
    ended: response.headers.get("GOVUK-Account-End-Session"),
    text: await response.text(),
    calls: site.called(),
  };
}

const toggle = (session: string) =>
  visit("/email/subscriptions/single-page/new", session, { base_path: "/demo/flash" });

describe("managing emails while signed in", () => {
  test("links, asks who it is, and shows the subscriptions; Signon is asked once in five minutes", async () => {
    const { session, accountId } = await site.signIn("bryn@example.com");
    const first = await visit("/email/manage", session);
    expect(first.calls).toEqual([
      link,
      whoCallsM,
      whoIsIt,
      whoCallsA,
      "F to M: GET /subscribers/1/subscriptions",
    ]);
    expect([first.status, first.ended]).toEqual([200, null]);
    expect(first.text).toContain("Fishing in rivers and lakes");
    expect(first.session).not.toBe(session);
    const second = await visit("/email/manage", first.session ?? "");
    expect(second.calls).toEqual([link, whoIsIt, "F to M: GET /subscribers/1/subscriptions"]);
    const found = await site.asAccountApi("GET", `/subscribers/govuk-account/${accountId}`);
    expect(found.body.subscriber).toMatchObject({
      id: 1,
      address: "bryn@example.com",
      govuk_account_id: accountId,
    });
  });

  test("without a verified address ends the session", async () => {
    const { session } = await site.signIn("bryn@example.com", false);
    const { status, location, ended } = await visit("/email/manage", session);
    expect([status, location, ended]).toEqual([302, "/email/manage/authenticate", "1"]);
    expect((await toggle(session)).status).toBe(403);
  });
});

describe("the button on a page", () => {
  test("subscribes, and unsubscribes when it is pressed again", async () => {
    const { session } = await site.signIn("new@example.com");
    await visit("/email/manage", session);
    const subscribed = await toggle(session);
    expect(subscribed.calls).toEqual([
      "F to M: POST /subscriber-lists",
      authenticate,
      whoIsIt,
      "F to M: GET /subscribers/3/subscriptions",
      link,
      whoIsIt,
      "F to M: POST /subscriptions",
    ]);
    const [value, flash] = subscribed.session?.split("$$") ?? [];
    expect([subscribed.location, flash]).toEqual(["/demo/flash", "email-subscription-success"]);
    expect(value).not.toBe(session);
    const unsubscribed = await toggle(session);
    expect(unsubscribed.calls.at(-1)).toMatch(/^F to M: POST \/unsubscribe\/[0-9a-f-]{36}$/);
    // The session that came is sent back, not the one that account-api issued meanwhile.
    expect(unsubscribed.session).toBe(`${session}$$email-unsubscribe-success`);
  });
});

describe("a link to sign in by", () => {
  test("is sent when account-api knows nobody of the address, and to nobody who has linked", async () => {
    const form = await fetch(`${site.url}/email/manage/authenticate`);
    const cookie = form.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const authenticity_token = /value="(\w+)"/.exec(await form.text())?.[1] ?? "";
    const ask = async (address: string) => {
      const body = new URLSearchParams({ authenticity_token, address });
      const headers = { Cookie: cookie };
      return fetch(`${site.url}/email/manage/authenticate`, { method: "POST", body, headers });
    };
    site.called();
    expect(await (await ask("ewa@example.com")).text()).toContain("Check your inbox");
    expect(site.called().filter((call) => call.startsWith("F to"))).toEqual([
      "F to A: GET /api/user/match-by-email",
      "F to M: POST /subscribers/auth-token",
    ]);
    const [href = ""] = await site.links();
    const signedIn = await visit(href.replace("https://www.gov.uk", ""));
    expect([signedIn.status, signedIn.location, signedIn.calls]).toEqual([302, "/email/manage", []]);
  });
});

describe("what account-api asks when an account changes", () => {
  test("linked, then merged into another address, then ended: the subscriber stays", async () => {
    const { session, accountId } = await site.signIn("bryn@example.com");
    await visit("/email/manage", session);
    const byAccount = `/subscribers/govuk-account/${accountId}`;
    const { id } = (await site.asAccountApi("GET", byAccount)).body.subscriber;
    const change = { new_address: "ewa@example.com", on_conflict: "merge" };
    expect(await site.asAccountApi("PATCH", `/subscribers/${id}`, change)).toMatchObject({
      status: 200,
      body: { subscriber: { id, address: "ewa@example.com", govuk_account_id: accountId } },
    });
    const { subscriptions } = (await site.asAccountApi("GET", `/subscribers/${id}/subscriptions?order=title`))
      .body;
    // Ewa's daily emails about fishing come before Bryn's weekly ones in the alphabet.
    expect(subscriptions.map(({ frequency }: { frequency: string }) => frequency)).toEqual([
      "daily",
      "immediately",
    ]);
    expect((await site.asAccountApi("DELETE", `/subscribers/${id}`)).status).toBe(204);
    expect((await site.asAccountApi("GET", byAccount)).body.subscriber).toMatchObject({
      address: "ewa@example.com",
      govuk_account_id: accountId,
    });
  });
});

describe("a bad token of a service", () => {
  test("looks like a bad session of the person: email-alert-frontend signs out somebody who is signed in", async () => {
    const { session } = await site.signIn("bryn@example.com");
    await site.revoke("Email Alert Frontend", "email-alert-api");
    expect(await visit("/email/manage", session)).toMatchObject({ status: 302, ended: "1" });
    site.reset();
    const again = await site.signIn("bryn@example.com");
    await site.revoke("Email Alert API", "account-api");
    expect(await visit("/email/manage", again.session)).toMatchObject({ status: 302, ended: "1" });
  });

  test("works for five minutes after it was revoked", async () => {
    const { session } = await site.signIn("bryn@example.com");
    await visit("/email/manage", session);
    await site.revoke("Email Alert Frontend", "email-alert-api");
    site.clock.advance(299);
    expect((await visit("/email/manage", session)).status).toBe(200);
    site.clock.advance(1);
    expect((await visit("/email/manage", session)).ended).toBe("1");
  });
});
