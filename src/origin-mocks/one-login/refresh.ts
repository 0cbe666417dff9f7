/**
 * The refresh grant (RFC 6749 section 6), which One Login had until 25 March 2024. A refresh token is
 * good for one use, and the answer holds the next one but no ID token.
 *
 * @module
 */
import { z } from "zod";
import { mayAskFor } from "./authorization-rules.ts";
import { authenticateClient } from "./client-authentication.ts";
import type { Client } from "./clients.ts";
import { given, parseJson, type RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import type { Authorization } from "./stores.ts";
import { TokenError } from "./token-error.ts";
import { issueAccessToken } from "./tokens.ts";

const claims = z.looseObject({ jti: z.string(), exp: z.number(), client_id: z.string() });

/** A refresh token for somebody who agreed to `offline_access`. */
export async function issueRefreshToken(
  provider: Provider,
  client: Client,
  sub: string,
  authorization: Authorization,
): Promise<string> {
  const jti = provider.randomUuid();
  const iat = provider.seconds();
  provider.stores.refreshTokens.set(jti, { authorization });
  return provider.keys.sign("ES256", {
    scope: authorization.scopes,
    iss: provider.issuer,
    exp: iat + provider.lifetimes.refreshToken,
    iat,
    client_id: client.ClientID,
    sub,
    jti,
  });
}

/**
 * Answers `grant_type=refresh_token`.
 *
 * @throws {TokenError} at the first check that fails
 */
export async function refresh(provider: Provider, parameters: RequestParameters): Promise<object> {
  const token = given(parameters, "refresh_token");
  if (token === undefined) throw new TokenError("invalid_request", "Request is missing refresh token");
  const client = await authenticateClient(provider, parameters);
  if (token.split(".").length !== 3) throw new TokenError("invalid_request", "Invalid refresh token");
  const payload = claims.safeParse(parseJson((await provider.keys.verify(token)) ?? ""));
  const isLive = payload.success && provider.clock.now() / 1000 < payload.data.exp;
  if (!isLive || payload.data.client_id !== client.ClientID)
    throw new TokenError("invalid_grant", "Invalid grant");
  const { refreshTokens } = provider.stores;
  const found = refreshTokens.get(payload.data.jti);
  refreshTokens.delete(payload.data.jti);
  if (!found) throw new TokenError("invalid_grant", "Invalid Refresh token");
  const { authorization } = found;
  if (!mayAskFor(authorization.scopes, { client, provider })) {
    throw new TokenError("invalid_scope", "Invalid, unknown or malformed scope");
  }
  const person = authorization.account ?? provider.people.get(authorization.personId);
  if (!person) throw new TokenError("invalid_grant", "Invalid grant");
  // What was found out of somebody's identity is shown only with the tokens of the sign-in itself.
  const { accessToken, sub } = await issueAccessToken(provider, {
    client,
    person,
    authorization: { ...authorization, claims: [] },
  });
  return {
    access_token: accessToken,
    refresh_token: await issueRefreshToken(provider, client, sub, authorization),
    token_type: "Bearer",
    expires_in: provider.lifetimes.accessToken,
  };
}
