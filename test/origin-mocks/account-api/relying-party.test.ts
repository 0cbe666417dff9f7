import { decodeProtectedHeader, jwtVerify } from "jose";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { CLIENT_ID, client, startStack } from "./support.ts";

const stack = await startStack();
const { op, clock } = stack;
beforeEach(() => stack.reset());
afterAll(() => stack.close());

const callback = async () => stack.callback({ state: await stack.begin(), code: "good" });

describe("the token request", () => {
  test("sends the code, the redirect URI, the client id and the assertion, and nothing else", async () => {
    await callback();
    const [request] = op.calls.tokens;
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      grant_type: "authorization_code",
      code: "good",
      redirect_uri: "https://www.gov.uk/sign-in/callback",
      client_id: CLIENT_ID,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: expect.any(String),
    });
    expect(request?.authorization).toBeNull();
  });

  test("is signed with RS512 for the token endpoint, for five minutes", async () => {
    await callback();
    const assertion = op.calls.tokens[0]?.form.get("client_assertion") ?? "";
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: "RS512", typ: "JWT" });
    const { payload } = await jwtVerify(assertion, client.publicKey, { audience: `${op.issuer}token` });
    expect(Object.keys(payload).sort()).toEqual(["aud", "exp", "iat", "iss", "jti", "sub"]);
    expect(payload).toMatchObject({
      iss: CLIENT_ID,
      sub: CLIENT_ID,
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  test("goes by the moved clock, as does the check on the ID token", async () => {
    clock.advance(400 * 24 * 3600);
    expect((await callback()).status).toBe(200);
    const assertion = op.calls.tokens[0]?.form.get("client_assertion") ?? "";
    const currentDate = new Date(clock.now());
    const { payload } = await jwtVerify(assertion, client.publicKey, { currentDate });
    expect(Math.abs((payload.iat ?? 0) - clock.now() / 1000)).toBeLessThan(5);
  });

  test("is refused nothing by the provider's demand for an issuer in the callback", async () => {
    op.script.metadata = { authorization_response_iss_parameter_supported: true };
    expect((await callback()).status).toBe(200);
  });
});

describe("discovery", () => {
  test("happens once, at first need, while the keys are fetched for each sign-in", async () => {
    expect(op.calls.discovery).toBe(0);
    await callback();
    await callback();
    expect([op.calls.discovery, op.calls.jwks]).toEqual([1, 2]);
  });

  test("is not done twice by two who ask at once", async () => {
    await Promise.all([stack.begin(), stack.begin()]);
    expect(op.calls.discovery).toBe(1);
  });

  test("is tried again after it failed, and kept for ever once it worked", async () => {
    op.script.discoveryStatus = 503;
    expect((await stack.request("/api/oauth2/sign-in")).status).toBe(500);
    op.script.discoveryStatus = 200;
    expect((await stack.request("/api/oauth2/sign-in")).status).toBe(200);
    op.script.discoveryStatus = 503;
    clock.advance(365 * 24 * 3600);
    expect((await stack.request("/api/oauth2/sign-in")).status).toBe(200);
  });

  test.each([
    ["another issuer", { issuer: "https://evil.example/" }],
    ["the issuer without its trailing slash", { issuer: op.issuer.slice(0, -1) }],
    ["no authorization endpoint", { authorization_endpoint: undefined }],
    ["no key set", { jwks_uri: undefined }],
    ["no subject types", { subject_types_supported: undefined }],
  ])("does not accept %s, and the control interface says why", async (_, metadata) => {
    op.script.metadata = metadata;
    const response = await stack.request("/api/oauth2/sign-in");
    expect(response.status).toBe(500);
    const state = await (await stack.app.request("/__mock")).json();
    expect(state).toMatchObject({
      lastFault: expect.stringMatching(/issuer|_endpoint|jwks_uri|subject_types/),
    });
  });
});

describe("without a private key", () => {
  test("the client's secret is sent, both parts form-encoded, and no client id in the body", async () => {
    const [clientId, clientSecret] = ["client-id é", "a secret: with+signs&-._~*"];
    const { issuer } = stack.op;
    const other = await startStack({ provider: { issuer, clientId, clientSecret } });
    stack.op.script.claims = { aud: clientId };
    const uri = await other.json("/api/oauth2/sign-in");
    stack.op.visit(String(uri.auth_uri));
    expect((await other.callback({ state: uri.state, code: "good" })).status).toBe(200);
    const [request] = op.calls.tokens;
    expect(Object.fromEntries(request?.form ?? [])).toEqual({
      grant_type: "authorization_code",
      code: "good",
      redirect_uri: "https://www.gov.uk/sign-in/callback",
    });
    const [scheme, credentials = ""] = request?.authorization?.split(" ") ?? [];
    expect([scheme, atob(credentials)]).toEqual([
      "Basic",
      "client-id+%C3%A9:a+secret%3A+with%2Bsigns%26-._%7E*",
    ]);
    await other.close();
  });
});
