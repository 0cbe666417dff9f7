/**
 * The two tokens that a code is exchanged for (OpenID Connect Core section 3.1.3.3).
 *
 * @module
 */
import { base64url } from "jose";
import type { Person } from "../world.ts";
import type { Client } from "./clients.ts";
import { sha256 } from "./encoding.ts";
import type { Provider } from "./provider.ts";
import { type Authorization, lifetimes } from "./stores.ts";
import { subjectIdentifier } from "./subjects.ts";
import { asksForIdentity } from "./vectors-of-trust.ts";

/** The answer of the token endpoint. */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: "Bearer";
  readonly expires_in: number;
  readonly id_token: string;
}

/** Issues an access token and an ID token; the access token is remembered until it expires. */
export async function issueTokens(
  provider: Provider,
  client: Client,
  person: Person,
  authorization: Authorization,
): Promise<TokenResponse> {
  const { issuer, keys } = provider;
  const algorithm = client.IdTokenSigningAlgorithm;
  const sub = await subjectIdentifier(person, client);
  const iat = provider.seconds();
  const sid = provider.randomText(20);
  const jti = provider.randomUuid();
  const identity = asksForIdentity(authorization.vector) && authorization.claims.length > 0;
  const accessToken = await keys.sign(algorithm, {
    exp: iat + lifetimes.accessToken,
    iat,
    iss: issuer,
    jti,
    client_id: client.ClientID,
    sub,
    sid,
    scope: authorization.scopes,
    ...(identity ? { claims: authorization.claims } : {}),
  });
  const idToken = await keys.sign(algorithm, {
    iat,
    exp: iat + lifetimes.idToken,
    at_hash: await accessTokenHash(accessToken),
    sub,
    aud: client.ClientID,
    iss: issuer,
    sid,
    // How sure One Login is who somebody is stands in the core identity, never here.
    vot: authorization.vector.credentialTrust,
    nonce: authorization.nonce,
    vtm: `${provider.baseUrl}/trustmark`,
    auth_time: authorization.authTime,
  });
  provider.stores.accessTokens.set(jti, person.id);
  return {
    access_token: accessToken,
    token_type: "Bearer",
    expires_in: lifetimes.accessToken,
    id_token: idToken,
  };
}

/** The left half of the token's SHA-256 (OpenID Connect Core section 3.1.3.6). */
async function accessTokenHash(accessToken: string): Promise<string> {
  return base64url.encode((await sha256(accessToken)).subarray(0, 16));
}
