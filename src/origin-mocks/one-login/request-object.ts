/**
 * Signed requests to /authorize (RFC 9101): the parameters come from a token that the service signed,
 * and those in the query count for nothing but the first checks.
 *
 * @module
 */
import { decodeJwt, decodeProtectedHeader } from "jose";
import { AuthorizationFailure, AuthorizationRefused } from "./authorization-error.ts";
import { claimNamesIn } from "./authorization-syntax.ts";
import { assertionAlgorithms } from "./client-assertion.ts";
import { ClientKeysUnavailable } from "./client-keys.ts";
import type { Client } from "./clients.ts";
import type { RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { isLegalRedirectUri } from "./redirect-uri.ts";

/** The claims of a request object. */
export type ObjectClaims = Readonly<Record<string, unknown>>;

/** What the official simulator answers where it stumbles. */
const stumble = { message: "Internal Server Error" };

/**
 * The claims of a request object whose signature and times are right, and whose redirect URI is registered.
 *
 * @throws {AuthorizationRefused} when the browser must not be sent back
 * @throws {AuthorizationFailure} when the client's keys cannot be had
 */
export async function readRequestObject(
  token: string,
  client: Client | undefined,
  provider: Provider,
): Promise<{ readonly payload: ObjectClaims; readonly redirectUri: string; readonly client: Client }> {
  if (!client) throw new AuthorizationRefused("Invalid Request", "client_id is not registered");
  if (!(await isTrusted(token, client, provider))) {
    throw new AuthorizationRefused(
      "Trust chain validation failed",
      "the request object has expired, or is not signed by the client's key",
    );
  }
  const payload: ObjectClaims = decodeJwt(token);
  const { redirect_uri: redirectUri } = payload;
  if (typeof redirectUri !== "string" || !client.RedirectUrls.includes(redirectUri)) {
    throw new AuthorizationRefused("Invalid Request", "redirect_uri of the request object is not registered");
  }
  if (!isLegalRedirectUri(redirectUri)) {
    const check = "redirect_uri of the request object may not be used";
    if (provider.likeSimulator) throw new AuthorizationFailure(stumble, check);
    throw new AuthorizationRefused("Invalid Request", check);
  }
  return { payload, redirectUri, client };
}

async function isTrusted(token: string, client: Client, provider: Provider): Promise<boolean> {
  const { alg } = decodeProtectedHeader(token);
  const algorithm = assertionAlgorithms.find((known) => known === alg);
  if (algorithm === undefined) return false;
  const now = provider.clock.now() / 1000;
  const { exp, nbf } = decodeJwt(token);
  const isLive = (exp === undefined || now <= exp) && (nbf === undefined || nbf <= now);
  try {
    return (await provider.clientKeys.isSigned(token, algorithm, client)) && isLive;
  } catch (error) {
    if (!(error instanceof ClientKeysUnavailable)) throw error;
    const body = { error: "server_error", error_description: "Unexpected server error" };
    throw new AuthorizationFailure(body, error.message);
  }
}

/**
 * The claims of a request object as if they stood in the query: `vtr` and `claims` may come as JSON
 * values (as documented) or as text (as openid-client sends `vtr`).
 */
export function asParameters(payload: ObjectClaims): RequestParameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of Object.entries(payload)) {
    if (typeof value === "string") parameters.set(name, value.toWellFormed());
    else if (typeof value === "number") parameters.set(name, String(value));
    else if (name === "vtr") parameters.set(name, JSON.stringify(value));
    // A list is no `claims` parameter (OpenID Connect Core section 5.5), and null stands for what is none.
    else if (name === "claims") parameters.set(name, JSON.stringify(Array.isArray(value) ? null : value));
  }
  return parameters;
}

/**
 * What the official simulator answers with 500, which its tests expect.
 *
 * @throws {AuthorizationFailure} for claims that cannot be parsed, a scope without openid, an unknown prompt
 */
export function stumbleLikeSimulator(
  rule: { readonly error: string; readonly description: string },
  parameters: RequestParameters,
  scopes: readonly string[],
): void {
  const isScope = rule.error === "invalid_scope" && scopes.length > 0 && !scopes.includes("openid");
  const isClaims =
    rule.description.includes("claims") && claimNamesIn(parameters.get("claims")) === undefined;
  if (isScope || isClaims || rule.description === "Invalid Request") {
    throw new AuthorizationFailure(stumble, rule.description);
  }
}
