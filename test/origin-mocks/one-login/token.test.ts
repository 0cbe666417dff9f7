import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { assertion, client, encode, type Query, redirectUri, startOneLogin, tokenForm } from "./support.ts";

const tokenBody = z.looseObject({ access_token: z.string(), id_token: z.string() });
const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const challenge = {
  code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  code_challenge_method: "S256",
};
const { app, browser, clock } = await startOneLogin({
  clients: [
    client(),
    client({ ClientID: "other" }),
    client({ ClientID: "rsa", IdTokenSigningAlgorithm: "RS256", PermitMissingNonce: true }),
    client({
      ClientID: "identity",
      IdentityVerificationSupported: true,
      ClientLoCs: ["P2"],
      Claims: ["https://vocab.account.gov.uk/v1/address"],
    }),
  ],
});

async function exchange(overrides: Query, request = app.request): Promise<Response> {
  const body = new URLSearchParams(encode(await tokenForm(clock.now(), overrides)));
  return request("/token", { method: "POST", body });
}

async function refusal(response: Response) {
  const body: unknown = await response.json();
  return [response.status, body];
}

describe("a token request", () => {
  const missing = (name: string) => ["invalid_request", `Request is missing ${name} parameter`] as const;
  const noMethod = ["invalid_request", "Invalid token authentication method used"] as const;
  const noAssertion = { client_assertion: undefined };
  const rows: readonly [fault: string, overrides: Query, refusal: readonly [string, string]][] = [
    ["no grant_type", { grant_type: undefined, redirect_uri: undefined }, missing("grant_type")],
    [
      "another grant_type",
      { grant_type: "refresh_token" },
      ["unsupported_grant_type", "Unsupported grant type"],
    ],
    ["no redirect_uri", { redirect_uri: undefined, code: undefined }, missing("redirect_uri")],
    ["no code", { code: undefined, ...noAssertion }, missing("code")],
    ["an empty code", { code: "" }, missing("code")],
    ["no client authentication", noAssertion, noMethod],
    ["no assertion type", { client_assertion_type: undefined }, noMethod],
    ["a secret without client_id", { ...noAssertion, client_secret: "x", client_id: undefined }, noMethod],
    [
      "a secret of an unknown client",
      { ...noAssertion, client_secret: "x", client_id: "nobody" },
      ["invalid_client", "Client authentication failed"],
    ],
    [
      "a secret",
      { ...noAssertion, client_secret: "x" },
      ["invalid_client", "Client is not registered to use client_secret_post"],
    ],
    ["an unknown code", {}, ["invalid_grant", "Invalid grant"]],
  ];

  it.each(rows)("with %s is refused", async (_fault, overrides, [error, error_description]) => {
    const response = await exchange({ code: "unknown", ...overrides });
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await refusal(response)).toEqual([400, { error, error_description }]);
  });

  it("with HTTP Basic is refused", async () => {
    const body = new URLSearchParams({
      grant_type: "authorization_code",
      redirect_uri: redirectUri,
      code: "x",
    });
    const headers = { Authorization: `Basic ${btoa("rp:secret")}` };
    const response = await app.request("/token", { method: "POST", body, headers });
    expect(await refusal(response)).toEqual([400, { error: noMethod[0], error_description: noMethod[1] }]);
  });

  it.each(["{", "[]", "null", "7"])("with the JSON body %s is refused", async (body) => {
    const headers = { "Content-Type": "application/json" };
    const response = await app.request("/token", { method: "POST", body, headers });
    expect(await refusal(response)).toEqual([
      400,
      { error: "invalid_request", error_description: "Request body is malformed" },
    ]);
  });

  it("with a body that is too large is refused", async () => {
    const response = await exchange({ code: "x".repeat(200_000) });
    expect(response.status).toBe(400);
  });

  it("by GET is not found", async () => {
    expect((await app.request("/token")).status).toBe(404);
  });
});

describe("a code", () => {
  const invalidGrant = [400, { error: "invalid_grant", error_description: "Invalid grant" }];

  it("is exchanged once", async () => {
    const code = await browser.code();
    expect((await exchange({ code })).status).toBe(200);
    expect(await refusal(await exchange({ code }))).toEqual(invalidGrant);
  });

  it("is exchanged once, even by two requests at the same time", async () => {
    const code = await browser.code("amina", { prompt: "login" });
    const both = await Promise.all([exchange({ code }), exchange({ code })]);
    expect(both.map((response) => response.status).sort()).toEqual([200, 400]);
  });

  it("lives for 300 seconds", async () => {
    const kept = await browser.code("amina", { prompt: "login" });
    clock.advance(300);
    expect((await exchange({ code: kept })).status).toBe(200);
    const late = await browser.code("amina", { prompt: "login" });
    clock.advance(301);
    expect(await refusal(await exchange({ code: late }))).toEqual(invalidGrant);
  });

  it("is bound to the redirect URI and to the client, and spent by a wrong try", async () => {
    const wrongUri = await browser.code("amina", { prompt: "login" });
    expect(await refusal(await exchange({ code: wrongUri, redirect_uri: `${redirectUri}/` }))).toEqual(
      invalidGrant,
    );
    expect(await refusal(await exchange({ code: wrongUri }))).toEqual(invalidGrant);
    const wrongClient = await browser.code("amina", { prompt: "login", client_id: "other" });
    expect(await refusal(await exchange({ code: wrongClient }))).toEqual(invalidGrant);
  });

  const pkce: readonly [what: string, Query, verifier: string | undefined, status: number][] = [
    ["challenge and verifier", challenge, verifier, 200],
    ["a challenge and no verifier", challenge, undefined, 400],
    ["a challenge and another verifier", challenge, verifier.toLowerCase(), 400],
    ["a verifier and no challenge", {}, verifier, 400],
  ];
  it.each(pkce)("with %s is judged by PKCE", async (_what, query, code_verifier, status) => {
    const code = await browser.code("amina", { prompt: "login", ...query });
    const response = await exchange({ code, code_verifier });
    const refused = { error: "invalid_grant", error_description: "PKCE code verification failed" };
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(status === 200 ? { token_type: "Bearer" } : refused);
  });
});

describe("the tokens", () => {
  async function tokens(query: Query, clientId = "rp") {
    const code = await browser.code("amina", { prompt: "login", client_id: clientId, ...query });
    const client_assertion = await assertion(clock.now(), { claims: { iss: clientId, sub: clientId } });
    const response = await exchange({ code, client_id: undefined, client_assertion });
    const text = await response.text();
    const body = tokenBody.parse(JSON.parse(text));
    return { response, text, body, access: decodeJwt(body.access_token), id: decodeJwt(body.id_token) };
  }

  it("come in a body that must not be stored", async () => {
    const { response, text } = await tokens({});
    expect(response.headers.get("Content-Type")).toBe("application/json");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(response.headers.get("Pragma")).toBe("no-cache");
    expect(text).toMatch(
      /^\{"access_token":"[\w.-]+","token_type":"Bearer","expires_in":180,"id_token":"[\w.-]+"\}$/,
    );
  });

  it("carry the claims of One Login, in its order", async () => {
    const { access, id, body } = await tokens({ vtr: '["Cl","Cl.Cm"]' });
    const now = Math.floor(clock.now() / 1000);
    expect(Object.keys(id).join()).toBe("iat,exp,at_hash,sub,aud,iss,sid,vot,nonce,vtm,auth_time");
    expect(id).toMatchObject({
      iat: now,
      exp: now + 120,
      aud: "rp",
      iss: "http://one-login.test/",
      vot: "Cl",
    });
    expect(id).toMatchObject({ nonce: "nonce-1", vtm: "http://one-login.test/trustmark", auth_time: now });
    expect(id.sub).toMatch(/^urn:fdc:gov\.uk:2022:[\w-]{43}$/);
    expect(id.sid).toMatch(/^[\w-]{27}$/);
    expect(Object.keys(access).join()).toBe("exp,iat,iss,jti,client_id,sub,sid,scope");
    expect(access).toMatchObject({
      exp: now + 180,
      client_id: "rp",
      sub: id.sub,
      scope: ["openid", "email"],
    });
    expect(access.jti).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(decodeProtectedHeader(body.id_token)).toEqual({ alg: "ES256", kid: expect.any(String) });
  });

  it("are signed with RSA for a client that asks, and have no nonce when there was none", async () => {
    const { body, id } = await tokens({ nonce: undefined }, "rsa");
    expect(decodeProtectedHeader(body.id_token).alg).toBe("RS256");
    expect(decodeProtectedHeader(body.access_token).alg).toBe("RS256");
    expect(id).not.toHaveProperty("nonce");
  });

  it("name the claims asked for only with proof of identity", async () => {
    const claims = JSON.stringify({ userinfo: { "https://vocab.account.gov.uk/v1/address": null } });
    const proved = await tokens({ claims, vtr: '["Cl.Cm.P2"]' }, "identity");
    expect(proved.access.claims).toEqual(["https://vocab.account.gov.uk/v1/address"]);
    expect(proved.id.vot).toBe("Cl.Cm");
    expect((await tokens({ claims }, "identity")).access).not.toHaveProperty("claims");
  });
});
