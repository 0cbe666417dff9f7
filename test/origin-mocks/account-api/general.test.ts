import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createAccountApi } from "../../../src/origin-mocks/account-api/index.ts";
import { CLIENT_ID, client, listen, signInTo, startStack, TOKEN } from "./support.ts";

const stack = await startStack();
beforeEach(() => stack.reset());
afterAll(() => stack.close());

describe("account-api", () => {
  test("is live and ready", async () => {
    const live = await stack.app.request("/healthcheck/live");
    expect([live.status, await live.text()]).toEqual([200, "OK"]);
    const ready = await stack.app.request("/healthcheck/ready");
    expect(ready.headers.get("Content-Type")).toBe("application/json");
    const ok = { status: "ok" };
    const checks = { database_connectivity: ok, rails_cache: ok, redis_connectivity: ok };
    expect(await ready.json()).toEqual({ status: "ok", checks });
  });

  test.each([
    ["GET", "/api/unknown"],
    ["GET", "/"],
    ["POST", "/api/user"],
    ["GET", "/api/oauth2/callback"],
    ["GET", "/user/match-by-email?email=a@example.com"],
    ["POST", "/api/oidc-users"],
    ["GET", "/api/oidc-users/sub"],
    ["GET", "/api/oidc_events/backchannel_logout"],
  ])("answers 404 to %s %s, with a body for those who accept JSON", async (method, path) => {
    const response = await stack.request(path, { method });
    expect(response.status).toBe(404);
    expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
    expect(await response.json()).toEqual({ status: 404, error: "Not Found" });
    const plain = await stack.request(path, { method, headers: { Accept: "text/html" } });
    expect([plain.status, await plain.text()]).toEqual([404, ""]);
  });

  test("shows users and counts at /__mock, and no secret", async () => {
    const session = await signInTo(stack);
    const state = await stack.begin();
    const text = await (await stack.app.request("/__mock")).text();
    expect(JSON.parse(text)).toMatchObject({
      mock: "account-api",
      users: [{ id: 1, email: "amina@example.com" }],
      signInAttempts: 1,
    });
    for (const secret of [session, state.split(":")[0], TOKEN, "an-access-token"]) {
      expect(text).not.toContain(secret);
    }
  });

  test("forgets everything at a reset", async () => {
    await signInTo(stack);
    const state = await stack.begin();
    stack.clock.advance(1000);
    const response = await stack.app.request("/__mock/reset", { method: "POST" });
    expect(response.status).toBe(204);
    expect(Math.abs(stack.clock.now() - Date.now())).toBeLessThan(1000);
    expect((await stack.callback({ state, code: "good" })).status).toBe(401);
    expect(await (await stack.app.request("/__mock")).json()).toMatchObject({ users: [], signInAttempts: 0 });
  });

  test("fails when told to, also under a path with a format", async () => {
    const body = JSON.stringify({ path: "/api/user", status: 503, times: 2 });
    await stack.app.request("/__mock/failures", { method: "POST", body });
    expect((await stack.request("/api/user.json")).status).toBe(503);
    expect((await stack.request("/api/user")).status).toBe(503);
    expect((await stack.request("/api/user")).status).toBe(401);
  });

  test("is made from its options alone, and serves over a socket", async () => {
    const accountApi = createAccountApi({
      websiteRoot: "http://www.dev.gov.uk",
      signon: { url: stack.signonUrl, clientId: "account-api-uid" },
      provider: { issuer: stack.op.issuer, clientId: CLIENT_ID, privateKey: client.privateKey },
      sessionSecret: "secret",
    });
    const listening = await listen(accountApi.app);
    const response = await fetch(
      `${listening.url}/api/oauth2/sign-in?redirect_path=%2Femail%2Fmanage&mfa=false`,
      {
        headers: { Authorization: `Bearer ${TOKEN}`, Accept: "application/json" },
      },
    );
    const expected = expect.stringContaining(
      "redirect_uri=http%3A%2F%2Fwww.dev.gov.uk%2Fsign-in%2Fcallback&",
    );
    expect(await response.json()).toEqual({ auth_uri: expected, state: expect.stringMatching(/:1$/) });
    accountApi.reset();
    await listening.close();
  });
});
