/**
 * The token endpoint (OpenID Connect Core section 3.1.3): a code, once, for an ID token and an access
 * token.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { authenticateByAssertion } from "./client-assertion.ts";
import type { Client } from "./clients.ts";
import { sha256Base64url } from "./encoding.ts";
import { fromBody, given, type RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { TokenError } from "./token-error.ts";
import { issueTokens, type TokenResponse } from "./tokens.ts";

/** `POST /token`. */
export function token(provider: Provider): Hono {
  const app = new Hono();
  app.post("/token", async (c) => {
    try {
      return answer(c, 200, await exchange(provider, await fromBody(c.req)));
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      return answer(c, error.status, { error: error.code, error_description: error.message });
    }
  });
  return app;
}

function answer(c: Context, status: 200 | 400 | 401, body: object): Response {
  // RFC 6749 section 5.1: tokens must not be stored on the way.
  return c.json(body, status, { "Cache-Control": "no-store", Pragma: "no-cache" });
}

async function exchange(
  provider: Provider,
  parameters: RequestParameters | undefined,
): Promise<TokenResponse> {
  if (!parameters) throw new TokenError("invalid_request", "Request body is malformed");
  const grantType = required(parameters, "grant_type");
  if (grantType !== "authorization_code") {
    throw new TokenError("unsupported_grant_type", "Unsupported grant type");
  }
  const redirectUri = required(parameters, "redirect_uri");
  const code = required(parameters, "code");
  const client = await authenticate(provider, parameters);
  const authorization = provider.stores.codes.get(code);
  // Spent even when a later check fails, so that nobody can try twice.
  provider.stores.codes.delete(code);
  const person = authorization && provider.people.get(authorization.personId);
  if (!person || authorization.clientId !== client.ClientID || authorization.redirectUri !== redirectUri) {
    throw new TokenError("invalid_grant", "Invalid grant");
  }
  await verifyCodeChallenge(authorization.codeChallenge, given(parameters, "code_verifier"));
  return issueTokens(provider, client, person, authorization);
}

function required(parameters: RequestParameters, name: string): string {
  const value = given(parameters, name);
  if (value === undefined) throw new TokenError("invalid_request", `Request is missing ${name} parameter`);
  return value;
}

async function authenticate(provider: Provider, parameters: RequestParameters): Promise<Client> {
  const type = given(parameters, "client_assertion_type");
  const assertion = given(parameters, "client_assertion");
  const clientId = given(parameters, "client_id");
  if (type && assertion) return authenticateByAssertion({ type, assertion, clientId }, provider);
  if (!clientId || !given(parameters, "client_secret")) {
    throw new TokenError("invalid_request", "Invalid token authentication method used");
  }
  if (!provider.clients.has(clientId)) throw new TokenError("invalid_client", "Client authentication failed");
  throw new TokenError("invalid_client", "Client is not registered to use client_secret_post");
}

/** RFC 7636 section 4.6; a verifier without a challenge is refused as well (RFC 9700 section 2.1.1). */
async function verifyCodeChallenge(challenge: string | undefined, verifier: string | undefined) {
  const expected = verifier === undefined ? undefined : await sha256Base64url(verifier);
  if (challenge !== expected) throw new TokenError("invalid_grant", "PKCE code verification failed");
}
