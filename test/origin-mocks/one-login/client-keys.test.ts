import { argon2Sync } from "node:crypto";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import type { Argon2id } from "../../../src/origin-mocks/one-login/argon2.ts";
import {
  assertion,
  authorizePath,
  baseUrl,
  client,
  encode,
  type Query,
  startOneLogin,
  tokenForm,
} from "./support.ts";

const argon2id: Argon2id = async ({ secret, salt, memory, passes, parallelism, tagLength }) =>
  argon2Sync("argon2id", { message: secret, nonce: salt, memory, passes, parallelism, tagLength });

/** As documented: 15 MiB, two passes, one lane, 16 bytes. */
function hashOf(secret: string): string {
  const nonce = new Uint8Array(64).fill(7);
  const tag = argon2Sync("argon2id", {
    message: secret,
    nonce,
    memory: 15360,
    passes: 2,
    parallelism: 1,
    tagLength: 16,
  });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replaceAll("=", "");
  return `$argon2id$v=19$m=15360,t=2,p=1$${base64(nonce)}$${base64(tag)}`;
}

const secretClient = client({ TokenAuthMethod: "client_secret_post", ClientSecret: hashOf("open sesame") });

describe("a client with a secret", () => {
  async function exchange(secret: string, overrides: Query = {}, options = {}) {
    const { app, browser, clock } = await startOneLogin({ clients: [secretClient], argon2id, ...options });
    const form = await tokenForm(clock.now(), {
      code: await browser.code(),
      client_assertion: undefined,
      client_secret: secret,
      ...overrides,
    });
    return app.request("/token", { method: "POST", body: new URLSearchParams(encode(form)) });
  }
  const refused = (description: string) => ({ error: "invalid_client", error_description: description });

  it("gets tokens for the right secret", async () => {
    expect((await exchange("open sesame")).status).toBe(200);
  });

  it("is refused with a wrong one", async () => {
    const response = await exchange("open sesam");
    expect([response.status, await response.json()]).toEqual([400, refused("Invalid client secret")]);
  });

  it("is refused before July 2024, when there were no secrets", async () => {
    const response = await exchange("open sesame", {}, { profile: "one-login-2024-04" });
    expect(await response.json()).toEqual(refused("Client is not registered to use client_secret_post"));
  });

  it("may not authenticate with an assertion, but for the simulator's sake", async () => {
    const strict = { client_assertion: await assertion(Date.UTC(2026, 0, 1)) };
    expect(await (await exchange("", strict)).json()).toEqual(
      refused("Client is not registered to use private_key_jwt"),
    );
    expect((await exchange("", strict, { likeSimulator: true })).status).toBe(200);
  });

  it("may not ask for identities", async () => {
    const { app } = await startOneLogin({ clients: [secretClient] });
    const response = await app.request(authorizePath({ vtr: '["Cl.Cm.P2"]' }));
    expect(response.headers.get("Location")).toContain("Request%20vtr%20not%20valid");
  });

  it("must be registered with a hash, and without identities", async () => {
    const wrong = { ...secretClient, ClientSecret: "open sesame" };
    await expect(startOneLogin({ clients: [wrong] })).rejects.toThrow("[0].ClientSecret");
    const both = { ...secretClient, IdentityVerificationSupported: true };
    await expect(startOneLogin({ clients: [both] })).rejects.toThrow("[0].IdentityVerificationSupported");
  });
});

describe("a client with its keys at a URL", async () => {
  const first = await keyWithId("first");
  const second = await keyWithId("second");

  async function keyWithId(kid: string) {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    // As documented there is no alg.
    return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, use: "sig" } };
  }

  async function start(answer: () => Response | Promise<Response>) {
    let fetches = 0;
    const fetch = async () => {
      fetches += 1;
      return answer();
    };
    const clients = [
      client({ PublicKeySource: "JWKS", JwksUrl: "https://rp.test/jwks", PublicKey: undefined }),
    ];
    const oneLogin = await startOneLogin({ clients, fetch });
    const seconds = () => Math.floor(oneLogin.clock.now() / 1000);
    async function exchange({ kid, privateKey }: typeof first, header: object = { kid }) {
      const claims = { iss: "rp", sub: "rp", aud: `${baseUrl}/token`, exp: seconds() + 60 };
      const client_assertion = await new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", ...header })
        .sign(privateKey);
      const code = await oneLogin.browser.code("amina", { prompt: "login" });
      const form = await tokenForm(oneLogin.clock.now(), { code, client_assertion });
      return oneLogin.app.request("/token", { method: "POST", body: new URLSearchParams(encode(form)) });
    }
    return { exchange, clock: oneLogin.clock, fetches: () => fetches };
  }

  it("is asked once a day, and again for a key that is not known", async () => {
    let keys = [first.jwk];
    const { exchange, clock, fetches } = await start(() => Response.json({ keys }));
    expect([(await exchange(first)).status, (await exchange(first)).status, fetches()]).toEqual([
      200, 200, 1,
    ]);
    keys = [second.jwk];
    expect([(await exchange(second)).status, fetches()]).toEqual([200, 2]);
    clock.advance(24 * 3600 + 1);
    expect([(await exchange(second)).status, fetches()]).toEqual([200, 3]);
  });

  const failure = {
    error: "server_error",
    error_description: "Failed to fetch or parse JWKS to verify signature of private_key_jwt",
  };
  it.each<[string, () => Response | Promise<Response>]>([
    ["answers 503", () => new Response(null, { status: 503 })],
    ["answers no JSON", () => new Response("<html>")],
    ["cannot be reached", () => Promise.reject(new TypeError("fetch failed"))],
    ["has no such key", () => Response.json({ keys: [second.jwk] })],
    ["has the key for encryption", () => Response.json({ keys: [{ ...first.jwk, use: "enc" }] })],
  ])("makes /token fail when it %s", async (_what, answer) => {
    const { exchange } = await start(answer);
    const response = await exchange(first);
    expect([response.status, await response.json()]).toEqual([500, failure]);
  });

  it("makes /authorize fail for a request object when its keys cannot be had", async () => {
    const clients = [
      client({ PublicKeySource: "JWKS", JwksUrl: "https://rp.test/jwks", PublicKey: undefined }),
    ];
    const { app } = await startOneLogin({ clients, fetch: async () => new Response(null, { status: 503 }) });
    const request = await new SignJWT({})
      .setProtectedHeader({ alg: "RS256", kid: "x" })
      .sign(first.privateKey);
    const query = encode({ client_id: "rp", response_type: "code", scope: "openid", request });
    const response = await app.request(`/authorize?${query}`);
    expect([response.status, await response.json()]).toEqual([
      500,
      { error: "server_error", error_description: "Unexpected server error" },
    ]);
  });

  it("must say which key it used, and be right about it", async () => {
    const { exchange } = await start(() => Response.json({ keys: [first.jwk, second.jwk] }));
    expect((await exchange(first, {})).status).toBe(500);
    const wrong = await exchange(first, { kid: "second" });
    expect(await wrong.json()).toMatchObject({ error_description: "Invalid signature in private_key_jwt" });
  });

  it("must be registered with the URL", async () => {
    const wrong = client({ PublicKeySource: "JWKS" });
    await expect(startOneLogin({ clients: [wrong] })).rejects.toThrow("[0].JwksUrl");
  });
});
