import { serve } from "@hono/node-server";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as openid from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { sha256 } from "../../../src/origin-mocks/one-login/encoding.ts";
import { createOneLogin, type OneLogin } from "../../../src/origin-mocks/one-login/index.ts";
import { Browser, client, options, pendingId, redirectUri, signedOutUri, signingKey } from "./support.ts";

/** The whole sign-in over a socket, with the OpenID client library that the official example uses. */
describe("a service that uses openid-client", () => {
  let oneLogin: OneLogin;
  let baseUrl: string;
  let close: () => void;

  beforeAll(async () => {
    // The issuer must be known before the provider is made, so the socket comes first.
    const port = await new Promise<number>((resolve) => {
      const fetch = (request: Request) => oneLogin.app.fetch(request);
      const server = serve({ fetch, hostname: "127.0.0.1", port: 0 }, (info) => resolve(info.port));
      close = () => server.close();
    });
    baseUrl = `http://127.0.0.1:${port}`;
    const rsa = client({ ClientID: "rsa", IdTokenSigningAlgorithm: "RS256", PKCEEnforced: true });
    oneLogin = await createOneLogin(options({ baseUrl, clock: movableClock(), clients: [client(), rsa] }));
  });
  afterAll(() => close());

  async function configure(clientId: string, skew = 0): Promise<openid.Configuration> {
    const key = await signingKey("RS512");
    // account-api addresses its assertion to the token endpoint.
    const authentication = openid.PrivateKeyJwt(key, {
      [openid.modifyAssertion]: (_header, payload) => {
        payload.aud = `${baseUrl}/token`;
      },
    });
    return openid.discovery(new URL(baseUrl), clientId, { [openid.clockSkew]: skew }, authentication, {
      execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks],
    });
  }

  async function signIn(configuration: openid.Configuration, browser: Browser, pkce: boolean) {
    const expectedState = "0123456789abcdef:1";
    const expectedNonce = openid.randomNonce();
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: "openid email govuk-account",
      state: expectedState,
      nonce: expectedNonce,
      vtr: '["Cl","Cl.Cm"]',
      ...(pkce && {
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
      }),
    });
    const html = await (await browser.send(url.href)).text();
    const back = await browser.post(`${baseUrl}/sign-in`, { request: pendingId(html), person: "chidi" });
    const location = new URL(back.headers.get("Location") ?? "");
    const checks = { expectedState, expectedNonce, ...(pkce && { pkceCodeVerifier }) };
    return openid.authorizationCodeGrant(configuration, location, checks);
  }

  const overSocket = {
    request: (path: string, init?: RequestInit) => fetch(path, { ...init, redirect: "manual" }),
  };

  it.each([
    ["rp", false, "ES256"],
    ["rsa", true, "RS256"],
  ])("signs in as %s, with PKCE %s and %s tokens, reads userinfo and signs out", async (id, pkce, alg) => {
    const configuration = await configure(id);
    const browser = new Browser(overSocket);
    const tokens = await signIn(configuration, browser, pkce);
    const sub = tokens.claims()?.sub ?? "";
    const info = await openid.fetchUserInfo(configuration, tokens.access_token, sub);
    expect(info).toMatchObject({
      email: "chidi@example.com",
      email_verified: true,
      legacy_subject_id: expect.any(String),
    });

    const { payload, protectedHeader } = await verifyIdToken(tokens.id_token ?? "", id);
    expect(protectedHeader.alg).toBe(alg);
    const half = (await sha256(tokens.access_token)).subarray(0, 16);
    expect(payload.at_hash).toBe(Buffer.from(half).toString("base64url"));

    const end = openid.buildEndSessionUrl(configuration, {
      id_token_hint: tokens.id_token ?? "",
      post_logout_redirect_uri: signedOutUri,
      state: "bye",
    });
    const out = await browser.send(end.href);
    expect(out.headers.get("Location")).toBe(`${signedOutUri}?state=bye`);
    expect(browser.cookie).toBeUndefined();
  });

  it("is told when the code has expired", async () => {
    const browser = new Browser(overSocket);
    await signIn(await configure("rp"), browser, false);
    // The service's clock is set to when it comes, so that only the code is late.
    const late = await configure("rp", 301);
    const request = { redirect_uri: redirectUri, scope: "openid", state: "s", nonce: "n", vtr: '["Cl"]' };
    const back = await browser.send(openid.buildAuthorizationUrl(late, request).href);
    oneLogin.clock.advance(301);
    const location = new URL(back.headers.get("Location") ?? "");
    const grant = openid.authorizationCodeGrant(late, location, { expectedState: "s", expectedNonce: "n" });
    await expect(grant).rejects.toMatchObject({ error: "invalid_grant", error_description: "Invalid grant" });
  });

  function verifyIdToken(token: string, audience: string) {
    const keys = createRemoteJWKSet(new URL(`${baseUrl}/.well-known/jwks.json`));
    return jwtVerify(token, keys, { issuer: `${baseUrl}/`, audience });
  }
});
