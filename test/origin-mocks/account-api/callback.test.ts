import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { record, startStack } from "./support.ts";

const stack = await startStack();
const { op } = stack;
beforeEach(() => stack.reset());
afterAll(() => stack.close());

const attempts = () => stack.service.stores.attempts.count();

describe("POST /api/oauth2/callback", () => {
  test("exchanges the code for a session, and null for a path that was not given", async () => {
    const response = await stack.callback({ state: await stack.begin(), code: "good" });
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
    const answer = record(await response.json());
    expect(Object.keys(answer)).toEqual(["govuk_account_session", "redirect_path"]);
    expect(answer.redirect_path).toBeNull();
    const session = await stack.service.sessions.decode(String(answer.govuk_account_session));
    expect(session).toEqual({ userId: op.script.sub, mfa: false, idToken: null });
  });

  const before = [
    ["no state", {}, 400],
    ["a blank state", { state: " ", code: "good" }, 400],
    ["an unknown state and no code", { state: "unknown:1" }, 401],
    ["a state that is not text", { state: 5, code: "good" }, 500],
  ] as const;
  test.each(before)("answers %s with its status, and asks nobody", async (_, fields, status) => {
    const response = await stack.callback(fields);
    expect(response.status).toBe(status);
    expect(op.calls.tokens).toHaveLength(0);
  });

  test.each([
    ["none", {}, 400],
    ["blank", { code: "" }, 400],
    ["not text", { code: ["x"] }, 500],
  ] as const)("with a known state and a code that is %s, keeps the attempt", async (_, fields, status) => {
    const state = await stack.begin();
    expect((await stack.callback({ state, ...fields })).status).toBe(status);
    expect((await stack.callback({ state, code: "good" })).status).toBe(200);
  });

  test.each(["{", "[1]", '"text"', "null", ""])("answers 400 to the body %j", async (body) => {
    const headers = { "Content-Type": "application/json" };
    const response = await stack.request("/api/oauth2/callback", { method: "POST", body, headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({ status: 400, error: "Bad Request" });
  });

  test("is bound to no browser: whoever brings a code and its state is signed in", async () => {
    const state = await stack.begin("?redirect_path=/attacker");
    const body = new URLSearchParams({ state, code: "good" });
    const response = await stack.request("/api/oauth2/callback", { method: "POST", body });
    expect(record(await response.json()).redirect_path).toBe("/attacker");
  });

  test("takes a state once: after a success it is unknown", async () => {
    const state = await stack.begin();
    expect((await stack.callback({ state, code: "good" })).status).toBe(200);
    expect((await stack.callback({ state, code: "good" })).status).toBe(401);
    expect(attempts()).toBe(0);
  });

  test.each([400, 401, 403, 500, 503, 302])(
    "answers 401 when the provider refuses with %i, and can be retried",
    async (status) => {
      const state = await stack.begin();
      op.script.tokenStatus = status;
      expect((await stack.callback({ state, code: "bad" })).status).toBe(401);
      op.script.tokenStatus = 200;
      expect((await stack.callback({ state, code: "good" })).status).toBe(200);
    },
  );

  test("takes a token answer of 201", async () => {
    op.script.tokenStatus = 201;
    expect((await stack.callback({ state: await stack.begin(), code: "good" })).status).toBe(200);
  });

  test("answers 500 when the token endpoint cannot be reached, and keeps the attempt", async () => {
    op.script.metadata = { token_endpoint: "http://127.0.0.1:9/token" };
    expect((await stack.callback({ state: await stack.begin(), code: "good" })).status).toBe(500);
    expect(attempts()).toBe(1);
  });

  const past = Math.floor(Date.now() / 1000) - 5;
  const faults = [
    ["another token type", { tokenAnswer: { token_type: "mac" } }],
    ["no ID token", { tokenAnswer: { id_token: undefined } }],
    ["an ID token that is not a JWT", { tokenAnswer: { id_token: "garbage" } }],
    ["no access token", { tokenAnswer: { access_token: undefined } }],
    ["an ID token signed by another key", { signedBy: "stranger" }],
    ["an ID token of an unknown key id", { header: { kid: "k2" } }],
    ["an ID token without a key id", { header: { kid: undefined } }],
    ["another issuer", { claims: { iss: "https://evil.example/" } }],
    ["another audience", { claims: { aud: "somebody-else" } }],
    ["another nonce", { claims: { nonce: "not-ours" } }],
    ["no nonce", { claims: { nonce: undefined } }],
    ["an ID token that has expired", { claims: { exp: past } }],
    ["an ID token without expiry", { claims: { exp: undefined } }],
  ] as const;
  test.each(faults)("answers 500, not 401, to %s, and keeps the attempt", async (_, script) => {
    const state = await stack.begin();
    Object.assign(op.script, script);
    const response = await stack.callback({ state, code: "good" });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ status: 500, error: "Internal Server Error" });
    expect([attempts(), stack.service.stores.users.list().length]).toEqual([1, 0]);
  });

  test.each([
    ["Cl.Cm", true],
    ["Cl", false],
    ["Cm.Cl", false],
    ["P2.Cl.Cm", false],
  ])("a vector of trust of %s makes mfa %s, whatever was asked for", async (vot, mfa) => {
    for (const query of ["?mfa=true", ""]) {
      op.script.vot = vot;
      const response = await stack.callback({ state: await stack.begin(query), code: "good" });
      const value = record(await response.json()).govuk_account_session;
      expect(await stack.service.sessions.decode(String(value))).toMatchObject({ mfa });
    }
  });

  test("answers 500 for a deleted user's subject, with the state already used and the row made anew", async () => {
    stack.service.stores.tombstones.add(op.script.sub);
    const state = await stack.begin();
    expect((await stack.callback({ state, code: "good" })).status).toBe(500);
    expect([attempts(), stack.service.stores.users.list().length]).toEqual([0, 1]);
    stack.clock.advance(30 * 24 * 3600 + 1);
    expect((await stack.callback({ state: await stack.begin(), code: "good" })).status).toBe(200);
  });

  test("removes a logout notice", async () => {
    const { logoutNotices, users } = stack.service.stores;
    await stack.callback({ state: await stack.begin(), code: "good" });
    logoutNotices.add(op.script.sub);
    expect((await stack.callback({ state: await stack.begin(), code: "good" })).status).toBe(200);
    expect([logoutNotices.size, users.list().length]).toEqual([0, 1]);
  });
});
