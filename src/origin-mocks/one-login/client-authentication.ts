/**
 * Which client makes a token request: by a signed assertion, or by a secret in the body.
 *
 * @module
 */
import { matchesHash } from "./argon2.ts";
import { authenticateByAssertion } from "./client-assertion.ts";
import type { Client } from "./clients.ts";
import { given, type RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { TokenError } from "./token-error.ts";

/**
 * The client of a token request. An assertion wins over a secret beside it.
 *
 * @throws {TokenError} at the first check that fails
 */
export async function authenticateClient(provider: Provider, parameters: RequestParameters): Promise<Client> {
  const type = given(parameters, "client_assertion_type");
  const assertion = given(parameters, "client_assertion");
  const clientId = given(parameters, "client_id");
  const secret = given(parameters, "client_secret");
  if (type && assertion) return authenticateByAssertion({ type, assertion, clientId }, provider);
  if (!clientId || !secret) {
    throw new TokenError("invalid_request", "Invalid token authentication method used");
  }
  return authenticateBySecret(clientId, secret, provider);
}

async function authenticateBySecret(clientId: string, secret: string, provider: Provider): Promise<Client> {
  const invalid = (description: string) => new TokenError("invalid_client", description);
  const client = provider.clients.get(clientId);
  if (!client) throw invalid("Client authentication failed");
  if (client.TokenAuthMethod !== "client_secret_post" || !provider.profile.clientSecrets) {
    throw invalid("Client is not registered to use client_secret_post");
  }
  const { ClientSecret: hash } = client;
  if (!hash) throw invalid("No client secret registered");
  const { argon2id } = provider;
  if (!argon2id || !(await matchesHash(secret, hash, argon2id))) throw invalid("Invalid client secret");
  return client;
}
