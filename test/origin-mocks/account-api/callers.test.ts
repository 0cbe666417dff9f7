import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { PLAIN_TOKEN, record, signInTo, startStack, TOKEN } from "./support.ts";

const stack = await startStack();
beforeEach(() => stack.reset());
afterAll(() => stack.close());

const END_SESSION = "/api/oauth2/end-session";
const noToken = {
  status: 401,
  challenge: 'Bearer error="invalid_request"',
  body: { message: "No bearer token was provided" },
};
const badToken = {
  status: 401,
  challenge: 'Bearer error="invalid_token"',
  body: { message: "Bearer token does not appear to be valid" },
};
const forbidden = {
  status: 403,
  challenge: null,
  body: { message: "Sorry, you don't seem to have the internal_app permission for this app." },
};

async function answer(authorization: string | undefined, path = END_SESSION) {
  const response = await stack.app.request(path, authorization ? { headers: { authorization } } : {});
  expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
  const challenge = response.headers.get("WWW-Authenticate");
  return { status: response.status, challenge, body: await response.json() };
}

function signonControl(path: string, body: unknown) {
  return fetch(`${stack.signonUrl}/__mock/${path}`, { method: "POST", body: JSON.stringify(body) });
}

describe("a caller", () => {
  test.each([
    ["without Authorization", undefined, noToken],
    ["with another scheme", "Basic Zm9vOmJhcg==", noToken],
    ["with bearer in lower case", `bearer ${TOKEN}`, noToken],
    ["with an empty token", "Bearer ", noToken],
    ["with an unknown token", "Bearer nobody-has-this", badToken],
    ["with a very long token", `Bearer ${"x".repeat(9000)}`, badToken],
    ["without the permission", `Bearer ${PLAIN_TOKEN}`, forbidden],
  ])("%s is refused", async (_, authorization, expected) => {
    expect(await answer(authorization)).toEqual(expected);
  });

  test.each([
    ["GET", "/api/oauth2/sign-in"],
    ["POST", "/api/oauth2/callback"],
    ["GET", "/api/oauth2/end-session"],
    ["GET", "/api/user"],
    ["GET", "/api/attributes"],
    ["PATCH", "/api/attributes"],
    ["GET", "/api/user/match-by-email"],
    ["PUT", "/api/oidc-users/sub"],
    ["PATCH", "/api/oidc-users/sub"],
    ["DELETE", "/api/oidc-users/sub"],
    ["PUT", "/auth/gds/api/users/uid"],
    ["POST", "/auth/gds/api/users/uid/reauth"],
  ])("must be known to %s %s", async (method, path) => {
    expect((await stack.app.request(path, { method })).status).toBe(401);
    const headers = { Authorization: `Bearer ${PLAIN_TOKEN}`, "GOVUK-Account-Session": "garbage" };
    expect((await stack.app.request(path, { method, headers })).status).toBe(403);
  });

  test("is asked about once in five minutes, so a revoked token works until they are over", async () => {
    expect((await answer(`Bearer ${TOKEN}`)).status).toBe(200);
    await signonControl("revoke", { token: TOKEN });
    stack.clock.advance(299);
    expect((await answer(`Bearer ${TOKEN}`)).status).toBe(200);
    stack.clock.advance(1);
    expect(await answer(`Bearer ${TOKEN}`)).toEqual(badToken);
  });

  test("is not remembered as refused: a token that is put right works at once", async () => {
    await signonControl("failures", { path: "/user.json", status: 500, times: 1 });
    expect(await answer(`Bearer ${TOKEN}`)).toEqual(badToken);
    expect((await answer(`Bearer ${TOKEN}`)).status).toBe(200);
  });

  test("whose owner is suspended loses the permissions, not the token, if the token is still live", async () => {
    await answer(`Bearer ${TOKEN}`);
    await signonControl("suspend", { uid: "0e1f7a52-7c1c-4c0e-9d3b-5a1f2b3c4d01" });
    expect((await answer(`Bearer ${TOKEN}`)).status).toBe(200);
    stack.clock.advance(300);
    expect(await answer(`Bearer ${TOKEN}`)).toEqual(badToken);
  });

  test("whose token is good, but whose user's session is not, sees the same 401", async () => {
    expect(await answer(`Bearer ${TOKEN}`, "/api/user")).toEqual(badToken);
  });

  test("gets 500 when Signon cannot be reached, or talks nonsense", async () => {
    const nonsense = async () => Response.json({ user: {} });
    const nobody = { url: "http://127.0.0.1:9", clientId: "account-api-uid" };
    for (const options of [{ signon: nobody }, { fetch: nonsense }]) {
      const other = await startStack(options);
      const response = await other.request(END_SESSION);
      expect(response.status).toBe(500);
      expect(await response.json()).toEqual({ status: 500, error: "Internal Server Error" });
      await other.close();
    }
  });

  test("is asked about under account-api's own client id", async () => {
    const wrong = await startStack({ signon: { url: stack.signonUrl, clientId: "another-application" } });
    expect((await wrong.request(END_SESSION)).status).toBe(401);
    await wrong.close();
  });
});

describe("a 401 for a missing session", () => {
  test("is replaced by that of the single sign-on layer", async () => {
    const response = await stack.request("/api/user");
    expect(response.headers.get("WWW-Authenticate")).toBe(badToken.challenge);
    expect(record(await response.json())).toEqual(badToken.body);
  });

  test("has no body when that layer is switched off", async () => {
    const plain = await startStack({ unauthorizedBody: "empty" });
    const response = await plain.request("/api/user");
    expect([response.status, await response.text()]).toEqual([401, ""]);
    expect(response.headers.get("WWW-Authenticate")).toBeNull();
    expect((await plain.app.request("/api/user")).headers.get("WWW-Authenticate")).toBe(noToken.challenge);
    await plain.close();
  });

  test("shows nothing of a session that was good before the notice", async () => {
    const session = await signInTo(stack);
    stack.service.stores.logoutNotices.add(stack.op.script.sub);
    const response = await stack.request("/api/user", stack.withSession(session));
    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain("@");
  });
});
