import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startEmailAlertApi } from "./scripted-emails.ts";
import { startStack } from "./support.ts";

const emails = await startEmailAlertApi();
const stack = await startStack({ emailAlertApi: emails.options });
const plain = await startStack({ emailAlertApi: emails.options, unauthorizedBody: "empty" });
const corrected = await startStack({ emailAlertApi: emails.options, mode: "corrected" });
const development = await startStack({ emailAlertApi: emails.options, environment: "development" });
const all = [stack, plain, corrected, development];
const { users, tombstones, logoutNotices } = stack.service.stores;
beforeEach(() => {
  for (const each of [...all, emails]) each.reset();
});
afterAll(() => Promise.all([...all, emails].map((each) => each.close())));

const PATH = "/api/personalisation/check-email-subscription";
const find = "GET /subscribers/govuk-account/1";
const subscriptions = "GET /subscribers/7/subscriptions";

/** As a browser asks through the CDN: without a bearer token. */
async function check(query: string, session?: string, on = stack) {
  const headers = session === undefined ? {} : { "GOVUK-Account-Session": session };
  const response = await on.app.request(`${PATH}${query}`, { headers });
  const text = await response.text();
  const header = (name: string) => response.headers.get(name);
  return {
    status: response.status,
    body: text === "" ? "" : JSON.parse(text),
    type: header("Content-Type"),
    cacheControl: header("Cache-Control"),
    vary: header("Vary"),
    session: header("GOVUK-Account-Session"),
    ended: header("GOVUK-Account-End-Session"),
  };
}
const sessionOn = (on = stack, signedInAt?: number) =>
  on.service.sessions.encode({ userId: "sub", mfa: false, idToken: null, signedInAt });
const headers = { cacheControl: "no-store", vary: "GOVUK-Account-Session", ended: null };

describe("GET /api/personalisation/check-email-subscription", () => {
  test.each([
    ["?base_path=/page", { base_path: "/page", active: true }],
    ["?base_path=%2Fother", { base_path: "/other", active: false }],
    ["?topic_slug=topic", { topic_slug: "topic", active: true }],
    ["?topic_slug=/page", { topic_slug: "/page", active: false }],
    // A key that is there counts, whatever it holds.
    ["?base_path=", { base_path: "", active: false }],
  ])("%s is answered %j, for anybody who asks", async (query, body) => {
    const answer = await check(query, await sessionOn());
    expect(answer).toEqual({
      status: 200,
      body,
      type: "application/json; charset=utf-8",
      session: null,
      ...headers,
    });
    expect(emails.calls()).toEqual([find, subscriptions]);
  });

  test.each(["", "?base_path=/page&topic_slug=topic", "?base_path=&topic_slug="])(
    "exactly one of the two must be asked for: %j is 422 with an empty body",
    async (query) => {
      expect(await check(query, await sessionOn())).toMatchObject({ status: 422, body: "", ...headers });
      expect(emails.calls()).toEqual([]);
    },
  );

  test("eats the flash: the session goes back without it, and is not issued anew", async () => {
    const session = await sessionOn();
    const answer = await check("?base_path=/page", `${session}$$saved,other`);
    expect(answer).toMatchObject({ status: 200, session, ...headers });
    expect((await check("?base_path=/page", session)).session).toBeNull();
  });

  test("makes a row for a subject that is unknown, though it is a GET", async () => {
    await check("?base_path=/page", await sessionOn());
    expect(users.list()).toMatchObject([{ sub: "sub", email: null }]);
  });

  test.each([find, subscriptions])("is not active when %s is answered 404", async (call) => {
    emails.statuses.set(call, 404);
    const answer = await check("?base_path=/page", await sessionOn());
    expect(answer).toMatchObject({ status: 200, body: { base_path: "/page", active: false }, ...headers });
  });

  test.each([
    [find, 500],
    [subscriptions, 403],
  ])("is 500 when %s is answered %i", async (call, status) => {
    emails.statuses.set(call, status);
    expect((await check("?base_path=/page", await sessionOn())).status).toBe(500);
  });
});

describe("without a session that is good", () => {
  const lost = { status: 401, vary: null, session: null, ended: null, cacheControl: null };
  const noToken = { message: "No bearer token was provided" };
  const why = {
    missing: async () => undefined,
    invalid: async () => "garbage",
    "nothing but a flash": async () => "$$saved",
    "of a deleted user": async () => {
      tombstones.add("sub");
      return sessionOn();
    },
    "ended everywhere": async () => {
      logoutNotices.add("sub");
      return sessionOn();
    },
  };
  test.each(Object.entries(why))(
    "%s: the single sign-on layer takes body and headers away, so that nobody is signed out",
    async (_, session) => {
      const answer = await check("", await session());
      expect(answer).toMatchObject({ ...lost, body: noToken });
      expect([emails.calls(), users.list()]).toEqual([[], []]);
    },
  );

  test("the layer below asks for the end of the session, which shows without that layer, and corrected", async () => {
    for (const on of [plain, corrected]) {
      const answer = await check("?base_path=/page", "garbage", on);
      expect(answer).toMatchObject({ ...headers, status: 401, body: "", ended: "1", session: null });
    }
  });
});

test("corrected, a call in the background neither eats the flash nor sends a session", async () => {
  const session = await sessionOn(corrected, corrected.clock.now());
  const answer = await check("?base_path=/page", `${session}$$saved`, corrected);
  expect(answer).toMatchObject({ status: 200, session: null, ...headers });
});

test("in development the session may come in the cookie, which is cleared of its flash, and nowhere else", async () => {
  const ask = async (on: typeof stack) => {
    const cookie = `govuk_account_session=${encodeURIComponent(`${await sessionOn(on)}$$saved`)}`;
    return on.app.request(`${PATH}?base_path=/page`, { headers: { Cookie: cookie } });
  };
  const response = await ask(development);
  expect(response.status).toBe(200);
  expect(response.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^govuk_account_session=[\w%=-]+; Domain=dev\.gov\.uk; Path=\/; SameSite=Lax$/),
  ]);
  expect(response.headers.getSetCookie()[0]).not.toContain("%24%24");
  expect((await ask(stack)).status).toBe(401);
});
