import { argon2Sync, createHash, createSign, generateKeyPairSync, randomBytes } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createLocalJWKSet, createRemoteJWKSet, importJWK, jwtVerify } from "jose";
import * as openid from "openid-client";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import {
  createOneLogin,
  type OneLogin,
  type OneLoginOptions,
} from "../../../src/origin-mocks/one-login/index.ts";
import { client, options, redirectUri, signedOutUri, signingKey } from "./support.ts";

const core = "https://vocab.account.gov.uk/v1/coreIdentityJWT" as const;
const closers: (() => void)[] = [];
afterAll(() => {
  for (const close of closers) close();
});

/** Listens before it is known what is served, because the issuer names the port. */
async function listen(app: () => Hono): Promise<string> {
  const port = await new Promise<number>((resolve) => {
    const server = serve(
      { fetch: (request) => app().fetch(request), hostname: "127.0.0.1", port: 0 },
      (info) => resolve(info.port),
    );
    closers.push(() => server.close());
  });
  return `http://127.0.0.1:${port}`;
}

async function start(overrides: Partial<OneLoginOptions>) {
  const holder: { oneLogin?: OneLogin } = {};
  const baseUrl = await listen(() => holder.oneLogin?.app ?? new Hono());
  const clock = movableClock();
  holder.oneLogin = await createOneLogin(options({ baseUrl, clock, approval: "auto", ...overrides }));
  return { baseUrl, clock };
}

/** A browser that follows nothing. */
async function visit(url: URL, cookie = ""): Promise<{ location: URL; cookie: string }> {
  const response = await fetch(url, { redirect: "manual", headers: { Cookie: cookie } });
  const set = response.headers.getSetCookie().map((one) => one.split(";", 1).join(""));
  return { location: new URL(response.headers.get("Location") ?? "about:blank"), cookie: set.join("; ") };
}

const execute = [openid.allowInsecureRequests, openid.enableNonRepudiationChecks];

async function assertionAuthentication(baseUrl: string) {
  return openid.PrivateKeyJwt(await signingKey("PS256"), {
    [openid.modifyAssertion]: (_header, payload) => {
      payload.aud = `${baseUrl}/token`;
    },
  });
}

describe("openid-client over HTTP", () => {
  const identity = { Claims: [core], IdentityVerificationSupported: true, ClientLoCs: ["P2" as const] };

  it("proves an identity by a signed request, and verifies it with the DID document", async () => {
    const { baseUrl } = await start({ clients: [client({ ...identity, JarValidationRequired: true })] });
    const authentication = await assertionAuthentication(baseUrl);
    const configuration = await openid.discovery(new URL(baseUrl), "rp", undefined, authentication, {
      execute,
    });
    const nonce = openid.randomNonce();
    const url = await openid.buildAuthorizationUrlWithJAR(
      configuration,
      {
        redirect_uri: redirectUri,
        scope: "openid email",
        response_type: "code",
        state: "s",
        nonce,
        vtr: '["Cl.Cm.P2"]',
        claims: JSON.stringify({ userinfo: { [core]: null } }),
      },
      await signingKey("RS256"),
      {
        [openid.modifyAssertion]: (_header, payload) => {
          payload.aud = `${baseUrl}/authorize`;
        },
      },
    );
    // One Login wants what names the request in the query as well.
    url.searchParams.set("response_type", "code");
    url.searchParams.set("scope", "openid email");
    const { location } = await visit(url);
    const tokens = await openid.authorizationCodeGrant(configuration, location, {
      expectedState: "s",
      expectedNonce: nonce,
    });
    const info = await openid.fetchUserInfo(configuration, tokens.access_token, tokens.claims()?.sub ?? "");
    const did = z
      .object({
        assertionMethod: z.array(
          z.object({ id: z.string(), publicKeyJwk: z.record(z.string(), z.string()) }),
        ),
      })
      .parse(await (await fetch(`${baseUrl}/.well-known/did.json`)).json());
    const key = await importJWK(did.assertionMethod[0]?.publicKeyJwk ?? {}, "ES256");
    const { payload } = await jwtVerify(z.string().parse(info[core]), key, {
      issuer: `${baseUrl}/`,
      audience: "rp",
    });
    expect(payload).toMatchObject({ vot: "P2", sub: tokens.claims()?.sub });
  });

  it("signs in with a client secret and PKCE", async () => {
    const nonce = randomBytes(64);
    const tag = argon2Sync("argon2id", {
      message: "a secret",
      nonce,
      memory: 15360,
      passes: 2,
      parallelism: 1,
      tagLength: 16,
    });
    const text = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
    const ClientSecret = `$argon2id$v=19$m=15360,t=2,p=1$${text(nonce)}$${text(tag)}`;
    const { baseUrl } = await start({
      clients: [client({ TokenAuthMethod: "client_secret_post", ClientSecret, PKCEEnforced: true })],
      argon2id: async ({ secret: message, salt, ...rest }) =>
        argon2Sync("argon2id", { message, nonce: salt, ...rest }),
    });
    const authentication = openid.ClientSecretPost("a secret");
    const configuration = await openid.discovery(new URL(baseUrl), "rp", undefined, authentication, {
      execute,
    });
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const request = {
      redirect_uri: redirectUri,
      scope: "openid email",
      state: "s",
      nonce: "n",
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
    };
    const { location } = await visit(openid.buildAuthorizationUrl(configuration, request));
    const checks = { expectedState: "s", expectedNonce: "n", pkceCodeVerifier };
    const tokens = await openid.authorizationCodeGrant(configuration, location, checks);
    expect(tokens.claims()).toMatchObject({ aud: "rp", vot: "Cl.Cm" });
  });

  it("refreshes its tokens, in the time when One Login did that", async () => {
    const { baseUrl } = await start({
      profile: "one-login-2024-02",
      clients: [client({ Scopes: ["openid", "email", "offline_access"] })],
    });
    const authentication = await assertionAuthentication(baseUrl);
    const configuration = await openid.discovery(new URL(baseUrl), "rp", undefined, authentication, {
      execute,
    });
    const request = {
      redirect_uri: redirectUri,
      scope: "openid email offline_access",
      state: "s",
      nonce: "n",
    };
    const { location } = await visit(openid.buildAuthorizationUrl(configuration, request));
    const checks = { expectedState: "s", expectedNonce: "n" };
    const tokens = await openid.authorizationCodeGrant(configuration, location, checks);
    const fresh = await openid.refreshTokenGrant(configuration, tokens.refresh_token ?? "");
    expect(fresh.refresh_token).not.toBe(tokens.refresh_token);
    const info = await openid.fetchUserInfo(configuration, fresh.access_token, tokens.claims()?.sub ?? "");
    expect(info.email).toBe("amina@example.com");
  });
});

describe("a client written by hand, over HTTP", () => {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const received: string[] = [];
  let baseUrl: string;

  beforeAll(async () => {
    const service = new Hono();
    service.get("/jwks", (c) => {
      const jwk = keys.publicKey.export({ format: "jwk" });
      return c.json({ keys: [{ ...jwk, kid: "mine", use: "sig" }] });
    });
    service.post("/back-channel", async (c) => {
      const { logout_token } = await c.req.parseBody();
      received.push(String(logout_token));
      return c.body(null, received.length === 1 ? 503 : 200);
    });
    const rp = await listen(() => service);
    const registered = client({
      PublicKey: undefined,
      PublicKeySource: "JWKS",
      JwksUrl: `${rp}/jwks`,
      BackChannelLogoutUri: `${rp}/back-channel`,
    });
    ({ baseUrl } = await start({ clients: [registered], wait: async () => undefined }));
  });

  function assertion(): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const now = Date.now() / 1000;
    const claims = { iss: "rp", sub: "rp", aud: `${baseUrl}/token`, exp: now + 60, jti: crypto.randomUUID() };
    const signed = `${part({ alg: "RS256", kid: "mine" })}.${part(claims)}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(keys.privateKey).toString("base64url")}`;
  }

  it("signs in, reads userinfo, signs out, and is told of it again when it did not answer", async () => {
    const query = new URLSearchParams({
      client_id: "rp",
      redirect_uri: redirectUri,
      response_type: "code",
      scope: "openid email phone",
      state: "s",
      nonce: "n",
      vtr: '["Cl.Cm"]',
    });
    const { location, cookie } = await visit(new URL(`${baseUrl}/authorize?${query}`));
    const body = new URLSearchParams({
      grant_type: "authorization_code",
      code: location.searchParams.get("code") ?? "",
      redirect_uri: redirectUri,
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      client_assertion: assertion(),
    });
    const answer = await (await fetch(`${baseUrl}/token`, { method: "POST", body })).json();
    const tokens = z.object({ access_token: z.string(), id_token: z.string() }).parse(answer);
    const jwks = createRemoteJWKSet(new URL(`${baseUrl}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(tokens.id_token, jwks, { issuer: `${baseUrl}/`, audience: "rp" });
    const half = createHash("sha256").update(tokens.access_token).digest().subarray(0, 16);
    expect(payload).toMatchObject({ nonce: "n", at_hash: half.toString("base64url") });
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    const info = await (await fetch(`${baseUrl}/userinfo`, { headers })).json();
    expect(info).toEqual({
      sub: payload.sub,
      email: "amina@example.com",
      email_verified: true,
      phone_number: "+447700900101",
      phone_number_verified: true,
    });
    const hint = { id_token_hint: tokens.id_token, post_logout_redirect_uri: signedOutUri };
    const out = await visit(new URL(`${baseUrl}/logout?${new URLSearchParams(hint)}`), cookie);
    expect(out.location.href).toBe(signedOutUri);
    await vi.waitFor(() => expect(received).toHaveLength(2), { timeout: 5000, interval: 10 });
    const published = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
    const select = createLocalJWKSet(
      published.parse(await (await fetch(`${baseUrl}/.well-known/jwks.json`)).json()),
    );
    const told = await Promise.all(received.map((token) => jwtVerify(token, select, { audience: "rp" })));
    expect(told.map(({ payload: { sub } }) => sub)).toEqual([payload.sub, payload.sub]);
    expect(new Set(told.map(({ payload: { jti } }) => jti)).size).toBe(2);
  });
});
