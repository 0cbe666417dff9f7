import { generateKeyPairSync } from "node:crypto";
import { importJWK, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { simulatorOptions } from "../../../src/origin-mocks/one-login/index.ts";
import { base, clientId, configure, startSimulator } from "./simulator-support.ts";
import { assertion, encode, type Query, startOneLogin, tokenForm } from "./support.ts";

const configSchema = z.object({ clientConfiguration: z.record(z.string(), z.unknown()) });
const timeSchema = z.object({ time: z.string() });
const jwksSchema = z.object({ keys: z.array(z.object({ kid: z.string() })) });

type App = Awaited<ReturnType<typeof startSimulator>>["app"];

async function clientOf(app: App) {
  return configSchema.parse(await (await app.request("/config")).json()).clientConfiguration;
}

async function keyIds(app: App) {
  const response = await app.request("/.well-known/jwks.json");
  return jwksSchema.parse(await response.json()).keys.map(({ kid }) => kid);
}

async function exchange(app: App, form: Query) {
  const body = new URLSearchParams(encode({ grant_type: "authorization_code", code: "c", ...form }));
  const response = await app.request("/token", { method: "POST", body });
  return [response.status, await response.json()];
}

/** A private key as a key file holds it. */
function privateKey(kid: string, role: string) {
  const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...key.export({ format: "jwk" }), kid, role };
}

describe("the one client of the simulator", () => {
  it("has the simulator's public key unless another is given", async () => {
    const { app } = await startSimulator({ PUBLIC_KEY: "" });
    const { publicKey } = await clientOf(app);
    expect(publicKey).toMatch(
      /^-----BEGIN PUBLIC KEY-----\n[\w+/\n]+mXXR3EsRvUMVhEJMtQ1w\n[\w+/\n]+\nCQIDAQAB\n-----END PUBLIC KEY-----\n$/,
    );
  });

  it("has the usual lists when those of the environment are empty", async () => {
    const { app } = await startSimulator({ SCOPES: "", CLAIMS: "", REDIRECT_URLS: ",", CLIENT_LOCS: "" });
    expect(await clientOf(app)).toEqual(await clientOf((await startSimulator()).app));
  });

  it("may have redirect URIs of several hosts, which have no sector in common", async () => {
    const { app } = await startSimulator({ REDIRECT_URLS: "http://a.test/x,http://b.test/x" });
    expect((await clientOf(app)).redirectUrls).toEqual(["http://a.test/x", "http://b.test/x"]);
  });

  it("may lack the hash of its secret, and is told so when it comes with one", async () => {
    const { app } = await startSimulator({
      TOKEN_AUTH_METHOD: "client_secret_post",
      IDENTITY_VERIFICATION_SUPPORTED: "false",
    });
    const form = { redirect_uri: "http://a.test/x", client_id: clientId, client_secret: "secret" };
    expect(await exchange(app, form)).toEqual([
      400,
      { error: "invalid_client", error_description: "No client secret registered" },
    ]);
  });

  it("may lack the URL of its keys, and is told so when it signs", async () => {
    const { app, clock } = await startSimulator({ PUBLIC_KEY_SOURCE: "JWKS" });
    const claims = { iss: clientId, sub: clientId, aud: `${base}/token` };
    const header = { alg: "RS256", kid: "mine" };
    const client_assertion = await assertion(clock.now(), { claims, header });
    const form = await tokenForm(clock.now(), { client_id: clientId, client_assertion });
    expect(await exchange(app, form)).toEqual([
      500,
      {
        error: "server_error",
        error_description: "Failed to fetch or parse JWKS to verify signature of private_key_jwt",
      },
    ]);
  });

  it("is not asked for keys when its token names none", async () => {
    const asked: string[] = [];
    const options = await simulatorOptions(
      { PUBLIC_KEY_SOURCE: "JWKS", JWKS_URL: "https://rp.test/keys" },
      {},
    );
    const fetch = async (url: string) => {
      asked.push(url);
      return Response.json({ keys: [] });
    };
    const { app, clock } = await startOneLogin({ ...options, baseUrl: base, fetch });
    const claims = { iss: clientId, sub: clientId, aud: `${base}/token` };
    for (const kid of [undefined, "mine"]) {
      const header = { alg: "RS256", ...(kid && { kid }) };
      const client_assertion = await assertion(clock.now(), { claims, header });
      const form = await tokenForm(clock.now(), { client_id: clientId, client_assertion });
      expect((await exchange(app, form))[0]).toBe(500);
      expect(asked).toEqual(kid ? ["https://rp.test/keys"] : []);
    }
  });
});

describe("the clock", () => {
  const time = async (CLOCK: string) => {
    const { app } = await startSimulator({ CLOCK });
    const now = async () => timeSchema.parse(await (await app.request("/__mock")).json()).time;
    const first = await now();
    await app.request("/__mock/clock", { method: "POST", body: '{"advance":60}' });
    return [first, await now()];
  };

  it("stands still where it is told to, and is moved from there", async () => {
    expect(await time("2026-01-31T12:00:00+01:00")).toEqual([
      "2026-01-31T11:00:00.000Z",
      "2026-01-31T11:01:00.000Z",
    ]);
  });

  it.each([
    ["+3600", 1],
    ["-7200", -2],
  ])("%s seconds from now goes on as the time does", async (distance, hours) => {
    const before = Date.now();
    const [first = ""] = await time(distance);
    const ahead = Date.parse(first) - hours * 3_600_000;
    expect(ahead).toBeGreaterThanOrEqual(before);
    expect(ahead).toBeLessThanOrEqual(Date.now());
  });

  it("is refused with an example when it is no time", async () => {
    await expect(startSimulator({ CLOCK: "yesterday" })).rejects.toThrow(/2026-01-31T12:00:00Z[\s\S]*CLOCK/);
  });
});

describe("the keys for tokens", () => {
  it("have the simulator's names, the new pair as well", async () => {
    const { app } = await startSimulator();
    const first = ["b9162667-e025-4d93-8c5b-e538e6c792ac", "7334b718-3f29-44ef-8b65-e266a17daea5"];
    expect(await keyIds(app)).toEqual(first);
    await configure(app, { publishNewIdTokenSigningKeys: true });
    expect(await keyIds(app)).toEqual([
      ...first,
      "305e00b4-cfee-4966-bdab-1d8928a30e89",
      "5cdf2d21-3a7f-496a-bf00-74829f55d953",
    ]);
  });

  it("have names of their own as documented, and keep those of a file", async () => {
    const documented = await startSimulator({ STRICT_SIMULATOR_COMPAT: "false" });
    expect((await keyIds(documented.app)).join()).toMatch(/^[0-9a-f]{64},[0-9a-f]{64}$/);
    const { app } = await startSimulator({}, { signingKeys: [privateKey("my-key", "token")] });
    expect(await keyIds(app)).toEqual(["my-key", "7334b718-3f29-44ef-8b65-e266a17daea5"]);
  });

  it("may sign what is no access token of ours: its scopes are looked at before it is sent away", async () => {
    const jwk = privateKey("known-to-all", "token");
    const { app } = await startSimulator({}, { signingKeys: [jwk] });
    const key = await importJWK(jwk, "ES256");
    const challenge = async (scope: readonly string[]) => {
      const token = await new SignJWT({ client_id: clientId, scope, iss: `${base}/` })
        .setProtectedHeader({ alg: "ES256" })
        .sign(key);
      const response = await app.request("/userinfo", { headers: { Authorization: `Bearer ${token}` } });
      return [response.status, response.headers.get("WWW-Authenticate")];
    };
    const scopeError = 'error="invalid_scope", error_description="Invalid, unknown or malformed scope"';
    expect(await challenge(["openid", "nonsense"])).toEqual([401, `Bearer ${scopeError}`]);
    const tokenError = 'error="invalid_token", error_description="Invalid access token"';
    expect(await challenge(["openid"])).toEqual([401, `Bearer ${tokenError}`]);
  });
});
