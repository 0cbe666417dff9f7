import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { record, startStack, TOKEN } from "./support.ts";

const stack = await startStack({ provider: "development", auth: "mock" });
const own = await startStack({ provider: "development", developmentFrontend: "http://localhost:3005/" });
const { users } = stack.service.stores;
beforeEach(() => {
  stack.reset();
  own.reset();
});
afterAll(() => Promise.all([stack.close(), own.close()]));

describe("without a provider", () => {
  test.each([
    ["", "without-mfa"],
    ["?mfa=true", "with-mfa"],
  ])("sign-in%s leads straight back to frontend, the colon of the state as it is", async (query, code) => {
    const { auth_uri, state } = await stack.json(`/api/oauth2/sign-in${query}`);
    expect(state).toMatch(/^[0-9a-f]{32}:1$/);
    expect(auth_uri).toBe(`http://frontend.dev.gov.uk/sign-in/callback?state=${state}&code=${code}`);
  });

  test("frontend may be elsewhere", async () => {
    const { auth_uri, state } = await own.json("/api/oauth2/sign-in");
    expect(auth_uri).toBe(`http://localhost:3005/sign-in/callback?state=${state}&code=without-mfa`);
    expect(await own.json("/api/oauth2/end-session")).toEqual({ end_session_uri: "http://localhost:3005" });
  });

  const signIn = async (code: string) => {
    const { state } = await stack.json("/api/oauth2/sign-in?redirect_path=/x");
    const response = await stack.callback({ state, code });
    const { govuk_account_session: session, redirect_path } = record(await response.json());
    expect([response.status, redirect_path]).toEqual([200, "/x"]);
    return stack.json("/api/user", stack.withSession(String(session)));
  };

  test.each([
    ["with-mfa", true],
    ["without-mfa", false],
    ["anything", false],
  ])("the code %s is accepted, mfa is then %s, and a first user is made", async (code, mfa) => {
    expect(await signIn(code)).toMatchObject({
      id: "1",
      mfa,
      email: "email@example.com",
      email_verified: true,
    });
    expect(users.list()).toMatchObject([{ sub: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/) }]);
  });

  test("the first user there is has signed in", async () => {
    users.update(users.create("first"), { email: "first@example.com", emailVerified: false });
    users.update(users.create("second"), { email: "second@example.com", emailVerified: true });
    expect(await signIn("with-mfa")).toMatchObject({
      id: "1",
      email: "first@example.com",
      email_verified: false,
    });
  });

  test("the state must match all the same, and is good once", async () => {
    expect((await stack.callback({ state: "x:1", code: "with-mfa" })).status).toBe(401);
    const { state } = await stack.json("/api/oauth2/sign-in");
    expect((await stack.callback({ state })).status).toBe(400);
    expect((await stack.callback({ state, code: "x" })).status).toBe(200);
    expect((await stack.callback({ state, code: "x" })).status).toBe(401);
  });

  test("signing out leads to frontend, and there is nobody to tell of it", async () => {
    expect(await stack.json("/api/oauth2/end-session")).toEqual({
      end_session_uri: "http://frontend.dev.gov.uk",
    });
    const response = await stack.app.request("/api/oidc_events/backchannel_logout?logout_token=x", {
      method: "POST",
    });
    expect(response.status).toBe(500);
  });

  test.each([
    ["http://email-alert-frontend.dev.gov.uk/email/manage", 200],
    ["https://www.gov.uk/", 422],
    ["//x", 422],
    ["/x", 200],
  ])("each application has a host of its own: redirect_path %s is answered %i", async (path, status) => {
    const response = await stack.request(`/api/oauth2/sign-in?redirect_path=${encodeURIComponent(path)}`);
    expect(response.status).toBe(status);
  });
});

describe("gds-sso's mock strategies", () => {
  const call = async (
    on: typeof stack,
    authorization?: string,
    method = "GET",
    path = "/api/oauth2/end-session",
  ) => {
    const headers = authorization === undefined ? {} : { Authorization: authorization };
    const response = await on.app.request(path, { method, headers });
    return [response.status, response.headers.get("WWW-Authenticate")];
  };

  test("mock takes every caller, and nobody is asked: without a token, with a bad one", async () => {
    const alone = await startStack({
      ...{ auth: "mock", provider: "development" },
      signon: { url: "http://127.0.0.1:9", clientId: "x" },
    });
    for (const authorization of [undefined, "Bearer nobody-has-this", "Basic x"]) {
      expect(await call(alone, authorization)).toEqual([200, null]);
      expect(await call(alone, authorization, "PATCH", "/api/oidc-users/x")).toEqual([200, null]);
    }
    // The dummy user may not push.
    expect(await call(alone, undefined, "PUT", "/auth/gds/api/users/x")).toEqual([403, null]);
    // A session that is missing is 401 all the same, in the words for a token.
    expect(await call(alone, undefined, "GET", "/api/user")).toEqual([401, 'Bearer error="invalid_request"']);
    await alone.close();
  });

  test("mock-invalid takes none, whatever they bring", async () => {
    const closed = await startStack({ auth: "mock-invalid", provider: "development" });
    expect(await call(closed)).toEqual([401, 'Bearer error="invalid_request"']);
    expect(await call(closed, `Bearer ${TOKEN}`)).toEqual([401, 'Bearer error="invalid_token"']);
    await closed.close();
  });
});

describe("what Signon pushes", () => {
  test("is taken from those with user_update_permission, and changes nothing", async () => {
    const pushes = await startStack({
      fetch: async () => Response.json({ user: { permissions: ["signin", "user_update_permission"] } }),
    });
    const push = (path: string, method: string, on: typeof stack) => on.request(path, { method, body: "{}" });
    for (const [path, method] of [
      ["/auth/gds/api/users/x", "PUT"],
      ["/auth/gds/api/users/x/reauth", "POST"],
    ] as const) {
      const response = await push(path, method, pushes);
      expect([response.status, await response.text(), response.headers.get("Content-Type")]).toEqual([
        200,
        "",
        "text/plain",
      ]);
      expect((await push(path, method, own)).status).toBe(403);
    }
    await pushes.close();
  });
});
