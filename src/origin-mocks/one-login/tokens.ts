/**
 * The two tokens that a code is exchanged for (OpenID Connect Core section 3.1.3.3).
 *
 * @module
 */
import { base64url, type JWTPayload } from "jose";
import type { Account } from "./accounts.ts";
import type { Client } from "./clients.ts";
import { sha256 } from "./encoding.ts";
import { wrongIdToken, wrongSignature } from "./faulty-tokens.ts";
import type { TokenAlgorithm } from "./keys.ts";
import type { Provider } from "./provider.ts";
import { issueRefreshToken } from "./refresh.ts";
import type { Authorization } from "./stores.ts";
import { subjectIdentifier } from "./subjects.ts";
import { asksForIdentity } from "./vectors-of-trust.ts";

/** The answer of the token endpoint. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
  readonly id_token: string;
  /** Only until March 2024. */
  readonly refresh_token?: string;
}

/** Whom tokens are for, and about whom. */
interface Grant {
  readonly client: Client;
  readonly person: Account;
  readonly authorization: Authorization;
}

/** Issues an access token and an ID token; the access token is remembered until it expires. */
export async function issueTokens(
  provider: Provider,
  { faults, ...grant }: Grant & { readonly faults: ReadonlySet<string> },
): Promise<TokenResponse> {
  const { client, authorization } = grant;
  const { accessToken, sub } = await issueAccessToken(provider, grant);
  const iat = provider.seconds();
  const idToken: JWTPayload = {
    iat,
    exp: iat + provider.lifetimes.idToken,
    at_hash: await accessTokenHash(accessToken),
    sub,
    aud: client.ClientID,
    iss: provider.issuer,
    sid: authorization.sid,
    // How sure One Login is who somebody is stands in the core identity, never here.
    vot: authorization.vector.credentialTrust,
    nonce: authorization.nonce,
    vtm: `${provider.baseUrl}/trustmark`,
    auth_time: authorization.authTime,
  };
  const signed = await provider.keys.sign(algorithmOf(client), wrongIdToken(idToken, faults, provider));
  const refreshes = provider.profile.refreshTokens && authorization.scopes.includes("offline_access");
  return {
    access_token: accessToken,
    ...(refreshes && { refresh_token: await issueRefreshToken(provider, client, sub, authorization) }),
    token_type: "Bearer",
    expires_in: provider.lifetimes.accessToken,
    id_token: wrongSignature(signed, faults, provider),
  };
}

/** Issues and remembers an access token. */
export async function issueAccessToken(
  provider: Provider,
  { client, person, authorization }: Grant,
): Promise<{ readonly accessToken: string; readonly sub: string }> {
  const sub = await subjectIdentifier(person, client);
  const iat = provider.seconds();
  const jti = provider.randomUuid();
  const identity = asksForIdentity(authorization.vector) && authorization.claims.length > 0;
  const accessToken = await provider.keys.sign(algorithmOf(client), {
    exp: iat + provider.lifetimes.accessToken,
    iat,
    iss: provider.issuer,
    jti,
    client_id: client.ClientID,
    sub,
    sid: authorization.sid,
    scope: authorization.scopes,
    ...(identity ? { claims: authorization.claims } : {}),
  });
  const { personId, account } = authorization;
  provider.stores.accessTokens.set(jti, { token: accessToken, personId, account });
  return { accessToken, sub };
}

/** The configuration interface takes any text for the algorithm; all but one mean the RSA key. */
function algorithmOf(client: Client): TokenAlgorithm {
  return client.IdTokenSigningAlgorithm === "ES256" ? "ES256" : "RS256";
}

/** The left half of the token's SHA-256 (OpenID Connect Core section 3.1.3.6). */
async function accessTokenHash(accessToken: string): Promise<string> {
  return base64url.encode((await sha256(accessToken)).subarray(0, 16));
}
