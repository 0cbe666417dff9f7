import { argon2Sync, randomBytes } from "node:crypto";
import { importJWK, jwtVerify } from "jose";
import * as openid from "openid-client";
import { afterAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { closeAll, start, visit } from "./over-http.ts";
import { client, redirectUri, signingKey } from "./support.ts";

const core = "https://vocab.account.gov.uk/v1/coreIdentityJWT" as const;
afterAll(closeAll);

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
