import { createHash, createSign, generateKeyPairSync } from "node:crypto";
import { Hono } from "hono";
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { closeAll, listen, start, visit } from "./over-http.ts";
import { client, redirectUri, signedOutUri } from "./support.ts";

afterAll(closeAll);

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
