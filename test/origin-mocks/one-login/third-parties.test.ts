/** Platforms that sign people in by settings, not by code, over real HTTP as they speak it. */
import { argon2Sync, randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { createRemoteJWKSet, importJWK, jwtVerify } from "jose";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { closeAll, start } from "./over-http.ts";
import { assertion, assertionType, client, publicKey } from "./support.ts";

afterAll(closeAll);

const tokensSchema = z.object({
  access_token: z.string(),
  id_token: z.string(),
  token_type: z.literal("Bearer"),
});

/** The address that a browser is sent to, for a path that goes out byte for byte. */
function visitRaw(origin: string, path: string): Promise<URL> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const sent = httpRequest({ hostname, port, path }, (response) => {
      response.resume();
      resolve(new URL(response.headers.location ?? "about:blank"));
    });
    sent.on("error", reject);
    sent.end();
  });
}

async function tokensFor(baseUrl: string, form: Record<string, string>) {
  const response = await fetch(`${baseUrl}/token`, { method: "POST", body: new URLSearchParams(form) });
  expect(response.headers.get("Content-Type")).toContain("application/json");
  return tokensSchema.parse(await response.json());
}

it("Amazon Cognito signs in with a secret, without nonce and vtr, by endpoints typed in by hand", async () => {
  const salt = randomBytes(64);
  const secret = randomBytes(40).toString("base64");
  const how = { memory: 15_360, passes: 2, parallelism: 1, tagLength: 16 };
  const tag = argon2Sync("argon2id", { message: secret, nonce: salt, ...how });
  const text = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");
  const redirect_uri = "https://bins.auth.eu-west-2.amazoncognito.com/oauth2/idpresponse";
  const { baseUrl } = await start({
    clients: [
      client({
        ClientID: "cognito",
        RedirectUrls: [redirect_uri],
        Scopes: ["openid", "email", "phone"],
        TokenAuthMethod: "client_secret_post",
        ClientSecret: `$argon2id$v=19$m=15360,t=2,p=1$${text(salt)}$${text(tag)}`,
        PublicKey: undefined,
        PermitMissingNonce: true,
      }),
    ],
    argon2id: async ({ secret: message, salt: nonce, ...rest }) =>
      argon2Sync("argon2id", { message, nonce, ...rest }),
  });
  const state = `H4sIAAAAAAAAA${"x".repeat(900)}+/=`;
  const query = {
    client_id: "cognito",
    redirect_uri,
    response_type: "code",
    scope: "openid email phone",
    state,
  };
  const back = await visitRaw(baseUrl, `/authorize?${new URLSearchParams(query)}`);
  expect(back.origin + back.pathname).toBe(redirect_uri);
  expect(back.searchParams.get("state")).toBe(state);
  const code = back.searchParams.get("code") ?? "";
  const form = {
    grant_type: "authorization_code",
    code,
    redirect_uri,
    client_id: "cognito",
    client_secret: secret,
  };
  const tokens = await tokensFor(baseUrl, form);
  const keys = createRemoteJWKSet(new URL(`${baseUrl}/.well-known/jwks.json`));
  const { payload } = await jwtVerify(tokens.id_token, keys, { issuer: `${baseUrl}/`, audience: "cognito" });
  expect(payload).not.toHaveProperty("nonce");
  expect(payload.vot).toBe("Cl.Cm");
  const headers = { Authorization: `Bearer ${tokens.access_token}` };
  expect(await (await fetch(`${baseUrl}/userinfo`, { headers })).json()).toEqual({
    sub: payload.sub,
    email: "amina@example.com",
    email_verified: true,
    phone_number: "+447700900101",
    phone_number_verified: true,
  });
  const identity = await visitRaw(
    baseUrl,
    `/authorize?${new URLSearchParams({ ...query, vtr: '["Cl.Cm.P2"]' })}`,
  );
  expect(identity.searchParams.get("error_description")).toBe("Request vtr not valid");
});

it("Salesforce sends JSON as it is, its client_id beside the assertion, and checks the identity", async () => {
  const core = "https://vocab.account.gov.uk/v1/coreIdentityJWT";
  const redirect_uri = "https://bins.my.salesforce.com/services/authcallback/OneLogin";
  const identityUrl = "https://identity.test";
  const { baseUrl, clock } = await start({
    identityUrl,
    clients: [
      client({
        ClientID: "salesforce",
        RedirectUrls: [redirect_uri],
        PublicKey: publicKey,
        Claims: [core],
        IdentityVerificationSupported: true,
        ClientLoCs: ["P0", "P2"],
        IdTokenSigningAlgorithm: "RS256",
      }),
    ],
  });
  const raw = `client_id=salesforce&redirect_uri=${redirect_uri}&response_type=code&scope=openid%20email&state=s&nonce=n`;
  const asked = `vtr=["Cl.Cm.P2"]&claims={"userinfo":{"${core}":{"essential":true}}}`;
  const back = await visitRaw(baseUrl, `/authorize?${raw}&${asked}`);
  const code = back.searchParams.get("code") ?? "";
  const claims = { iss: "salesforce", sub: "salesforce", aud: `${baseUrl}/token` };
  const tokens = await tokensFor(baseUrl, {
    grant_type: "authorization_code",
    code,
    redirect_uri,
    client_id: "salesforce",
    client_assertion_type: assertionType,
    client_assertion: await assertion(clock.now(), { claims, header: { alg: "RS256" } }),
  });
  const discovery = z
    .object({ jwks_uri: z.string(), issuer: z.string() })
    .parse(await (await fetch(`${baseUrl}/.well-known/openid-configuration`)).json());
  const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
  const audience = "salesforce";
  const { payload, protectedHeader } = await jwtVerify(tokens.id_token, keys, {
    issuer: discovery.issuer,
    audience,
  });
  expect([protectedHeader.alg, payload.nonce]).toEqual(["RS256", "n"]);
  const headers = { Authorization: `Bearer ${tokens.access_token}` };
  const response = await fetch(`${baseUrl}/userinfo`, { headers });
  const info = z.record(z.string(), z.unknown()).parse(await response.json());
  expect([response.status, info.error]).toEqual([200, undefined]);
  const did = z
    .object({
      id: z.string(),
      assertionMethod: z.array(z.object({ id: z.string(), publicKeyJwk: z.record(z.string(), z.string()) })),
    })
    .parse(await (await fetch(`${baseUrl}/.well-known/did.json`)).json());
  const verified = await jwtVerify(
    z.string().parse(info[core]),
    async ({ kid }) => {
      const method = did.assertionMethod.find(({ id }) => id === kid && id.startsWith(`${did.id}#`));
      return importJWK(method?.publicKeyJwk ?? {}, "ES256");
    },
    { issuer: `${identityUrl}/`, audience, algorithms: ["ES256"] },
  );
  expect(verified.payload).toMatchObject({ sub: payload.sub, vot: "P2" });
});
