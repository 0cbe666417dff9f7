import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { CLIENT_ID, provider, stranger } from "./scripted-provider.ts";
import { signInTo, startStack } from "./support.ts";

const stack = await startStack();
const corrected = await startStack({ mode: "corrected" });
beforeEach(() => {
  stack.reset();
  corrected.reset();
});
afterAll(() => Promise.all([stack.close(), corrected.close()]));

const PATH = "/api/oidc_events/backchannel_logout";
const EVENT = "http://schemas.openid.net/event/backchannel-logout";
type Stack = typeof stack;

/** Without a bearer token: the provider has none for this. */
const send = (body: Record<string, string>, on: Stack = stack, query = "") =>
  on.app.request(`${PATH}${query}`, { method: "POST", body: new URLSearchParams(body) });
const sendToken = async (token: string | Promise<string>, on: Stack = stack) =>
  send({ logout_token: await token }, on);

/** A good token, but for the claims that are given; undefined takes one away. */
function token(changes: Record<string, unknown> = {}, header = {}, key = provider, on: Stack = stack) {
  const now = Math.floor(on.clock.now() / 1000);
  const { issuer, script } = on.op;
  const claims = { iss: issuer, aud: CLIENT_ID, sub: script.sub, iat: now, jti: crypto.randomUUID() };
  const payload: JWTPayload = JSON.parse(JSON.stringify({ ...claims, events: { [EVENT]: {} }, ...changes }));
  return new SignJWT(payload).setProtectedHeader({ alg: "ES256", kid: "k1", ...header }).sign(key.privateKey);
}

/** What is wrong, the status in faithful mode, and in corrected mode. */
const now = () => Math.floor(Date.now() / 1000);
const refused: [string, (on: Stack) => Promise<string>, number, number][] = [
  ["is signed by a stranger", (on) => token({}, {}, stranger, on), 400, 400],
  ["lacks its signature", async (on) => (await token({}, {}, provider, on)).replace(/[^.]+$/, ""), 400, 400],
  ["has an unknown kid", (on) => token({}, { kid: "k2" }, provider, on), 500, 400],
  ["has no kid", (on) => token({}, { kid: undefined }, provider, on), 500, 400],
  ["is not a JWT", async () => "garbage", 500, 400],
  ["has two parts", async () => "e30.e30", 500, 400],
  ["has five parts", async () => "e30.e30.e30.e30.e30", 500, 400],
  ["is not signed at all", async () => new UnsecuredJWT({}).encode(), 400, 400],
  ...["iss", "aud", "iat", "jti", "events", "sub"].map((claim): (typeof refused)[number] => [
    `lacks ${claim}`,
    (on) => token({ [claim]: undefined }, {}, provider, on),
    500,
    400,
  ]),
  ["has another issuer", (on) => token({ iss: on.op.issuer.slice(0, -1) }, {}, provider, on), 500, 400],
  ["has another audience", (on) => token({ aud: ["x", "y"] }, {}, provider, on), 500, 400],
  ["was issued in the future", (on) => token({ iat: now() + 60 }, {}, provider, on), 500, 400],
  ["has no object of events", (on) => token({ events: [EVENT] }, {}, provider, on), 500, 400],
  ["has another event", (on) => token({ events: { x: {} } }, {}, provider, on), 500, 400],
  [
    "has an event that is not empty",
    (on) => token({ events: { [EVENT]: { a: 1 } } }, {}, provider, on),
    500,
    400,
  ],
  ["has an event that is a list", (on) => token({ events: { [EVENT]: [] } }, {}, provider, on), 500, 400],
  // What the real service does not look at.
  ["has a nonce", (on) => token({ nonce: "x" }, {}, provider, on), 200, 400],
  ["has expired", (on) => token({ exp: now() - 60 }, {}, provider, on), 200, 400],
  ["names a session alone", (on) => token({ sub: undefined, sid: "s" }, {}, provider, on), 200, 400],
];

describe("a logout token", () => {
  test.each([
    ["as it should be", {}, {}],
    ["with a list of audiences", { aud: ["x", CLIENT_ID] }, {}],
    ["of another type", {}, { typ: "JWT" }],
    ["that is old", { iat: 1 }, {}],
    ["with a session as well", { sid: "s" }, {}],
    ["with other events beside", { events: { [EVENT]: {}, x: 1 } }, {}],
  ])("%s leaves a notice", async (_, claims, header) => {
    const response = await sendToken(token(claims, header));
    expect([response.status, await response.text()]).toEqual([200, ""]);
    // The specification asks for no-store; the real service does not send it.
    expect(response.headers.get("Cache-Control")).toBeNull();
    expect(stack.service.stores.logoutNotices.has(stack.op.script.sub)).toBe(true);
  });

  test.each(refused)("that %s", async (_, make, faithful, strict) => {
    expect((await sendToken(make(stack))).status).toBe(faithful);
    const response = await sendToken(make(corrected), corrected);
    expect([response.status, await response.text()]).toEqual([strict, ""]);
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(corrected.service.stores.logoutNotices.size).toBe(0);
  });

  test("may stand in the query", async () => {
    const response = await send({}, stack, `?logout_token=${await token()}`);
    expect(response.status).toBe(200);
  });

  test.each([{}, { logout_token: "" }, { other: "x" }])("that is missing is 400: %j", async (body) => {
    expect((await send(body)).status).toBe(400);
  });

  test("that is no text is 500, and 400 in corrected mode", async () => {
    const asJson = (on: Stack) =>
      on.app.request(PATH, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: '{"logout_token":{}}',
      });
    expect([(await asJson(stack)).status, (await asJson(corrected)).status]).toEqual([500, 400]);
  });

  test("is good once in two minutes", async () => {
    const same = await token({ jti: "one" });
    expect((await sendToken(same)).status).toBe(200);
    stack.clock.advance(119);
    expect((await sendToken(same)).status).toBe(500);
    expect((await sendToken(token({ jti: "another" }))).status).toBe(200);
    stack.clock.advance(1);
    expect((await sendToken(same)).status).toBe(200);
  });

  test("is not remembered when it was not good", async () => {
    expect((await sendToken(token({ jti: "one", iss: "x" }))).status).toBe(500);
    expect((await sendToken(token({ jti: "one" }))).status).toBe(200);
  });

  test("is checked against keys that are fetched anew, under one discovery", async () => {
    await sendToken(token());
    await sendToken(token());
    expect([stack.op.calls.discovery, stack.op.calls.jwks]).toEqual([1, 2]);
  });

  test("is 500 when the keys cannot be had", async () => {
    for (const on of [stack, corrected]) {
      on.op.script.metadata = { jwks_uri: "http://127.0.0.1:9/jwks" };
      expect((await sendToken(token({}, {}, provider, on), on)).status).toBe(500);
    }
  });

  test("may be signed with RS256 as well", async () => {
    const rsa = await generateKeyPair("RS256", { extractable: true });
    stack.op.script.keys = [{ ...(await exportJWK(rsa.publicKey)), kid: "rsa" }];
    expect((await sendToken(token({}, { alg: "RS256", kid: "rsa" }, rsa))).status).toBe(200);
  });
});

describe("a notice", () => {
  const user = (session: string, on: Stack = stack) => on.request("/api/user", on.withSession(session));

  test("ends the sessions of its subject, and a token about a session alone ends none", async () => {
    const session = await signInTo(stack);
    await sendToken(token({ sub: undefined, sid: "s" }));
    expect((await user(session)).status).toBe(200);
    await sendToken(token());
    expect((await user(session)).status).toBe(401);
    stack.clock.advance(400 * 24 * 3600);
    expect((await user(session)).status).toBe(401);
  });

  test("is removed with the user, and corrected it outlives the tombstone", async () => {
    for (const [on, left] of [
      [stack, 0],
      [corrected, 1],
    ] as const) {
      const { stores } = on.service;
      stores.logoutNotices.add("sub");
      stores.deleteUser(stores.createUser("sub"));
      expect(stores.logoutNotices.size).toBe(left);
    }
  });

  test("is removed by the next sign-in, and then old sessions are good again, which corrected they are not", async () => {
    for (const [on, status] of [
      [stack, 200],
      [corrected, 401],
    ] as const) {
      const old = await signInTo(on);
      on.clock.advance(1);
      await sendToken(token({}, {}, provider, on), on);
      on.clock.advance(1);
      const fresh = await signInTo(on);
      expect((await user(fresh, on)).status).toBe(200);
      expect((await user(old, on)).status).toBe(status);
      const kept = JSON.parse(await (await user(fresh, on)).text()).govuk_account_session;
      expect((await user(kept, on)).status).toBe(200);
    }
  });
});
