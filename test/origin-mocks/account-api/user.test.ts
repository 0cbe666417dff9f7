import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createService } from "../../../src/origin-mocks/account-api/service.ts";
import { CLIENT_ID, client, signInTo, startStack } from "./support.ts";

const stack = await startStack();
const { op } = stack;
const { users, tombstones, logoutNotices } = stack.service.stores;
beforeEach(() => stack.reset());
afterAll(() => stack.close());

const get = (path: string, session?: string) =>
  stack.request(path, session === undefined ? {} : stack.withSession(session));
const sessionFor = (userId: string, idToken: string | null = null) =>
  stack.service.sessions.encode({ userId, mfa: false, idToken });

describe("GET /api/user", () => {
  test("tells who is signed in, under account-api's own id, and issues the session anew", async () => {
    const session = await signInTo(stack);
    const response = await get("/api/user", session);
    expect(response.headers.get("Cache-Control")).toBe("max-age=0, private, must-revalidate");
    for (const header of ["Vary", "Set-Cookie", "GOVUK-Account-Session"]) {
      expect(response.headers.get(header)).toBeNull();
    }
    const answer = JSON.parse(await response.text());
    expect(answer).toEqual({
      id: "1",
      mfa: false,
      email: "amina@example.com",
      email_verified: true,
      services: {},
      govuk_account_session: expect.any(String),
    });
    expect(answer.govuk_account_session).not.toBe(session);
    expect((await get("/api/user", answer.govuk_account_session)).status).toBe(200);
  });

  test.each(["/api/user.json", "/api/user/", "/api/user"])("is at %s", async (path) => {
    expect((await get(path, await signInTo(stack))).status).toBe(200);
  });

  test("takes a session with a flash as one without", async () => {
    expect((await get("/api/user", `${await signInTo(stack)}$$saved,other`)).status).toBe(200);
  });

  test.each([undefined, "", "$$flash", "not-a-base64-string", ".", "x".repeat(8000)])(
    "answers 401 to the session %j",
    async (session) => {
      expect((await get("/api/user", session)).status).toBe(401);
    },
  );

  test("takes the value as it is: with its padding, and not URL-decoded", async () => {
    // The length of the subject decides how much padding there is.
    const values = await Promise.all(["a", "ab", "abc"].map((sub) => sessionFor(sub)));
    const padded = values.find((value) => value.endsWith("=")) ?? "";
    expect(padded).not.toBe("");
    for (const value of values) expect(await stack.service.sessions.decode(value)).not.toBeNull();
    for (const value of [encodeURIComponent(padded), padded.replace(/=+$/, "")]) {
      expect(await stack.service.sessions.decode(value)).toBeNull();
    }
  });

  test("two values of one session that were issued at once are both good", async () => {
    const session = await signInTo(stack);
    const answers = await Promise.all([1, 2].map(() => stack.json("/api/user", stack.withSession(session))));
    const values = answers.map((answer) => String(answer.govuk_account_session));
    expect(new Set(values).size).toBe(2);
    for (const value of values) expect((await get("/api/user", value)).status).toBe(200);
  });

  test("answers 401 to a session of another secret", async () => {
    const other = createService({
      websiteRoot: "https://www.gov.uk",
      signon: { url: stack.signonUrl, clientId: "account-api-uid" },
      provider: { issuer: op.issuer, clientId: CLIENT_ID, privateKey: client.privateKey },
      sessionSecret: "another secret",
    });
    const session = await other.sessions.encode({ userId: op.script.sub, mfa: true, idToken: null });
    await signInTo(stack);
    expect((await get("/api/user", session)).status).toBe(401);
  });

  test("makes a row for an unknown subject, removes its logout notice, and answers 401 for want of an address", async () => {
    expect((await get("/api/user", await sessionFor("unknown"))).status).toBe(401);
    expect(users.list()).toMatchObject([{ sub: "unknown", email: null }]);
  });

  test("answers 401 when it is not known whether the address is verified, but not when it is not", async () => {
    const user = users.update(users.create("sub"), { email: "a@example.com" });
    expect((await get("/api/user", await sessionFor("sub"))).status).toBe(401);
    users.update(user, { emailVerified: false });
    expect((await get("/api/user", await sessionFor("sub"))).status).toBe(200);
  });

  test("answers 401 after a logout notice, until somebody signs in anew", async () => {
    const session = await signInTo(stack);
    logoutNotices.add(op.script.sub);
    expect((await get("/api/user", session)).status).toBe(401);
    const fresh = await signInTo(stack);
    expect((await get("/api/user", fresh)).status).toBe(200);
    expect((await get("/api/user", session)).status).toBe(200);
  });

  test("answers 401 for a deleted user, for the 30 days the tombstone stands", async () => {
    const session = await signInTo(stack);
    tombstones.add(op.script.sub);
    expect((await get("/api/user", session)).status).toBe(401);
    stack.clock.advance(29 * 24 * 3600);
    expect((await get("/api/user", session)).status).toBe(401);
    stack.clock.advance(2 * 24 * 3600);
    expect((await get("/api/user", session)).status).toBe(200);
  });

  test("never times a session out", async () => {
    const session = await signInTo(stack);
    stack.clock.advance(700 * 24 * 3600);
    expect((await get("/api/user", session)).status).toBe(200);
  });
});

describe("GET /api/oauth2/end-session", () => {
  const uri = async (session?: string) => (await get("/api/oauth2/end-session", session)).json();

  test("gives the provider's end session endpoint, with a hint only for a session with an ID token", async () => {
    const plain = { end_session_uri: `${op.issuer}logout` };
    expect(await uri()).toEqual(plain);
    expect(await uri("garbage")).toEqual(plain);
    expect(await uri(await signInTo(stack))).toEqual(plain);
    const hinted = await uri(await sessionFor("sub", "aaa.bbb.ccc"));
    expect(hinted).toEqual({ end_session_uri: `${op.issuer}logout?id_token_hint=aaa.bbb.ccc` });
  });

  test("does not look at logout notices, and ends nothing", async () => {
    const session = await sessionFor(op.script.sub, "aaa.bbb.ccc");
    logoutNotices.add(op.script.sub);
    expect(await uri(session)).toMatchObject({ end_session_uri: expect.stringContaining("id_token_hint") });
    await signInTo(stack);
    expect((await get("/api/user", session)).status).toBe(200);
  });

  test("gives no hint for a deleted user", async () => {
    tombstones.add("sub");
    expect(await uri(await sessionFor("sub", "aaa.bbb.ccc"))).toEqual({
      end_session_uri: `${op.issuer}logout`,
    });
  });

  test("is 500 for a provider that has no such endpoint", async () => {
    op.script.metadata = { end_session_endpoint: undefined };
    expect((await get("/api/oauth2/end-session")).status).toBe(500);
  });
});
