import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { EMAIL_TOKEN, startEmailAlertApi } from "./scripted-emails.ts";
import { startStack, TOKEN } from "./support.ts";

const emails = await startEmailAlertApi();
const stack = await startStack({ emailAlertApi: emails.options });
const { users, tombstones, logoutNotices } = stack.service.stores;
beforeEach(() => {
  stack.reset();
  emails.reset();
});
afterAll(() => Promise.all([stack.close(), emails.close()]));

const PATH = "/api/oidc-users/the-sub";
const find = "GET /subscribers/govuk-account/1";
const merge = (address: string) =>
  `PATCH /subscribers/7 ${JSON.stringify({ new_address: address, on_conflict: "merge" })}`;

const put = (body: unknown, path = PATH, method = "PATCH") => stack.asProvider(method, path, body);
const known = (changes = {}) =>
  users.update(users.create("the-sub"), { email: "old@example.com", emailVerified: true, ...changes });

describe("PUT and PATCH /api/oidc-users/:subject_identifier", () => {
  test.each(["PUT", "PATCH"])("%s makes a user who was unknown, and answers 200", async (method) => {
    const response = await put({ email: "new@example.com", email_verified: true }, PATH, method);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
    const body = { email: "new@example.com", email_verified: true, sub: "the-sub" };
    expect(await response.json()).toEqual(body);
    expect(users.list()).toMatchObject([{ id: 1, sub: "the-sub", email: body.email, emailVerified: true }]);
  });

  test("leaves what is null out of the answer, and keeps false", async () => {
    expect(await (await put({})).json()).toEqual({ sub: "the-sub" });
    expect(await (await put({ email_verified: false })).json()).toEqual({
      sub: "the-sub",
      email_verified: false,
    });
  });

  test("ignores other keys, and what is no scalar", async () => {
    known();
    const response = await put({ email: ["x"], email_verified: {}, local_attribute: true, sub: "other" });
    expect(await response.json()).toEqual({ sub: "the-sub", email: "old@example.com", email_verified: true });
    expect(users.list()).toMatchObject([{ localAttribute: null }]);
    expect(emails.calls()).toEqual([]);
  });

  test("gives the new subject identifier to the user of an old one", async () => {
    users.update(users.create("former", "old"), { email: "old@example.com" });
    await put({ legacy_sub: "old" });
    expect(users.list()).toMatchObject([{ id: 1, sub: "the-sub", legacySub: "old" }]);
    users.clear();
    await put({ legacy_sub: "old" });
    expect(users.list()).toMatchObject([{ sub: "the-sub", legacySub: "old" }]);
  });

  test("is for update_protected_attributes, in place of internal_app", async () => {
    const headers = { Authorization: `Bearer ${TOKEN}` };
    const refused = await stack.request(PATH, { method: "PATCH", headers });
    const message = "Sorry, you don't seem to have the update_protected_attributes permission for this app.";
    expect([refused.status, await refused.json()]).toEqual([403, { message }]);
    expect((await stack.asProvider("GET", "/api/user")).status).toBe(403);
  });

  test("stores an address of any letters as it is", async () => {
    await put({ email: "New@Example.com" });
    expect(users.list()).toMatchObject([{ email: "New@Example.com" }]);
  });

  test("is 500 with an empty body, and nothing stored, for an address that another user has", async () => {
    known();
    users.update(users.create("other"), { email: "taken@example.com" });
    const response = await put({ email: "taken@example.com", email_verified: false });
    expect([response.status, await response.text()]).toEqual([500, ""]);
    expect(users.find("the-sub")).toMatchObject({ email: "old@example.com", emailVerified: true });
    expect([stack.service.faults.sensitive, emails.calls()]).toEqual([1, []]);
  });
});

describe("email-alert-api", () => {
  test("is asked for the subscriber, and told of the address, with merge", async () => {
    known();
    await put({ email: "new@example.com", email_verified: true });
    expect(emails.calls()).toEqual([find, merge("new@example.com")]);
  });

  test("is called as gds-api-adapters calls it", async () => {
    known();
    await stack.request(PATH, {
      method: "PATCH",
      body: '{"email":"new@example.com"}',
      headers: {
        Authorization: "Bearer token-with-update-protected-attributes",
        "Content-Type": "application/json",
        "GOVUK-Request-Id": "a-request",
      },
    });
    for (const { headers } of emails.asked()) {
      expect(headers.get("Authorization")).toBe(`Bearer ${EMAIL_TOKEN}`);
      expect(headers.get("User-Agent")).toMatch(/^gds-api-adapters\/[0-9.]+ \(account-api\)$/);
      expect([headers.get("Accept"), headers.get("GOVUK-Request-Id")]).toEqual([
        "application/json",
        "a-request",
      ]);
    }
  });

  const old = { email: "old@example.com", emailVerified: true };
  test.each([
    ["nothing changed", old, { email: "old@example.com", email_verified: true }, []],
    ["nothing was said", old, {}, []],
    ["the address is not verified", old, { email: "new@example.com", email_verified: false }, []],
    [
      "it was not verified and still is not",
      { ...old, emailVerified: false },
      { email: "new@example.com" },
      [],
    ],
    ["there is no address", { email: null, emailVerified: null }, { email_verified: true }, []],
    [
      "it has become verified",
      { ...old, emailVerified: false },
      { email_verified: true },
      [find, merge("old@example.com")],
    ],
    [
      "the address came and is verified already",
      { email: null, emailVerified: true },
      { email: "new@example.com" },
      [find, merge("new@example.com")],
    ],
    // A null keeps what there is, but counts as different from it: a call that changes nothing.
    ["the address is null", old, { email: null }, [find, merge("old@example.com")]],
    ["the flag is null", old, { email_verified: null }, [find, merge("old@example.com")]],
    ["both were null and are", { email: null, emailVerified: null }, { email: null }, []],
  ])("when %s", async (_, before, told, calls) => {
    known(before);
    expect((await put(told)).status).toBe(200);
    expect(emails.calls()).toEqual(calls);
    const after = users.find("the-sub");
    expect(after).toMatchObject({
      email: ("email" in told ? told.email : null) ?? before.email,
      emailVerified: ("email_verified" in told ? told.email_verified : null) ?? before.emailVerified,
    });
  });

  test.each([find, "PATCH /subscribers/7"])("may answer 404 to %s", async (call) => {
    known();
    emails.statuses.set(call, 404);
    expect((await put({ email: "new@example.com" })).status).toBe(200);
    expect(emails.calls()).toHaveLength(call === find ? 1 : 2);
  });

  test.each([
    [find, 500],
    [find, 401],
    ["PATCH /subscribers/7", 422],
  ])(
    "may answer %s with %i: 500, after the address was stored, and asking again heals nothing",
    async (call, status) => {
      known();
      emails.statuses.set(call, status);
      const response = await put({ email: "new@example.com" });
      expect([response.status, await response.json()]).toEqual([
        500,
        { status: 500, error: "Internal Server Error" },
      ]);
      expect(users.find("the-sub")?.email).toBe("new@example.com");
      emails.reset();
      expect((await put({ email: "new@example.com" })).status).toBe(200);
      expect(emails.calls()).toEqual([]);
    },
  );
});

describe("DELETE /api/oidc-users/:subject_identifier", () => {
  const remove = (path = PATH) => stack.asProvider("DELETE", path, {});

  test("ends the subscriptions, then deletes the user: notice gone, tombstone there", async () => {
    known();
    logoutNotices.add("the-sub");
    const response = await remove();
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(emails.calls()).toEqual([find, "DELETE /subscribers/7 {}"]);
    expect([users.list(), logoutNotices.size, tombstones.has("the-sub")]).toEqual([[], 0, true]);
  });

  test("answers 404 with an empty body for a subject that is unknown, such as account-api's own id", async () => {
    known();
    for (const id of ["unknown", "1"]) {
      const response = await remove(`/api/oidc-users/${id}`);
      expect([response.status, await response.text()]).toEqual([404, ""]);
    }
    expect([users.list().length, emails.calls(), tombstones.has("unknown")]).toEqual([1, [], false]);
  });

  test("finds the user by the identifier of the old accounts", async () => {
    users.create("former", "old");
    expect((await remove(`${PATH}?legacy_sub=old`)).status).toBe(204);
    expect(tombstones.has("the-sub")).toBe(true);
  });

  test.each([find, "DELETE /subscribers/7"])("goes on when %s is answered 404", async (call) => {
    known();
    emails.statuses.set(call, 404);
    expect((await remove()).status).toBe(204);
    expect(emails.calls()).toHaveLength(call === find ? 1 : 2);
    expect(users.list()).toEqual([]);
  });

  test.each([find, "DELETE /subscribers/7"])("deletes nothing when %s fails", async (call) => {
    known();
    logoutNotices.add("the-sub");
    emails.statuses.set(call, 503);
    expect((await remove()).status).toBe(500);
    expect([users.list().length, logoutNotices.size, tombstones.has("the-sub")]).toEqual([1, 1, false]);
  });

  test("makes every session of the user none, until the tombstone is gone", async () => {
    known();
    const session = await stack.service.sessions.encode({ userId: "the-sub", mfa: true, idToken: "a.b.c" });
    await remove();
    expect((await stack.request("/api/user", stack.withSession(session))).status).toBe(401);
    stack.clock.advance(31 * 24 * 3600);
    // The row is made again, empty: the session can be read, and has no address.
    expect((await stack.request("/api/user", stack.withSession(session))).status).toBe(401);
    expect(users.list()).toMatchObject([{ id: 2, email: null }]);
    const ended = await stack.json("/api/oauth2/end-session", stack.withSession(session));
    expect(ended.end_session_uri).toContain("id_token_hint");
  });
});
