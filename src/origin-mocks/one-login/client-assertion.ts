/**
 * Client authentication with a signed assertion, `private_key_jwt` (RFC 7523 section 3, OpenID
 * Connect Core section 9). The order of the checks and their errors are those of One Login.
 *
 * @module
 */
import { decodeJwt, decodeProtectedHeader } from "jose";
import { z } from "zod";
import { ClientKeysUnavailable } from "./client-keys.ts";
import type { Client } from "./clients.ts";
import type { Provider } from "./provider.ts";
import { TokenError } from "./token-error.ts";

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/** What a client may sign with; a client of One Login has an RSA key. */
export const assertionAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] as const;

const headerSchema = z.looseObject({ alg: z.enum(assertionAlgorithms) });
const payloadSchema = z.looseObject({
  iss: z.string(),
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  nbf: z.number().optional(),
  iat: z.number().optional(),
  jti: z.string().optional(),
});

/** What a client sends in place of a password. */
export interface AssertionParameters {
  readonly type: string;
  readonly assertion: string;
  /** The `client_id` parameter, which is optional beside an assertion. */
  readonly clientId: string | undefined;
}

/**
 * The client that signed an assertion.
 *
 * @throws {TokenError} at the first check that fails
 */
export async function authenticateByAssertion(
  sent: AssertionParameters,
  provider: Provider,
): Promise<Client> {
  const { algorithm, payload } = readAssertion(sent);
  const client = provider.clients.get(payload.sub);
  if (!client) throw new TokenError("invalid_client", "Client authentication failed", { status: 401 });
  if (client.TokenAuthMethod !== "private_key_jwt" && !provider.likeSimulator) {
    throw new TokenError("invalid_client", "Client is not registered to use private_key_jwt");
  }
  if (provider.clock.now() / 1000 > payload.exp) {
    throw new TokenError("invalid_grant", "private_key_jwt has expired");
  }
  const wrong = await whatIsWrong(sent.assertion, algorithm, payload, client, provider);
  if (wrong !== undefined) {
    throw new TokenError("invalid_client", "Invalid signature in private_key_jwt", { check: wrong });
  }
  if (provider.rejectReplayedAssertions && payload.jti !== undefined) {
    useOnce(`${client.ClientID} ${payload.jti}`, payload.exp, provider);
  }
  return client;
}

function readAssertion({ type, assertion, clientId }: AssertionParameters) {
  const invalid = (check: string) =>
    new TokenError("invalid_request", "Invalid private_key_jwt", { check: `private_key_jwt: ${check}` });
  const [, , signature = ""] = assertion.split(".");
  if (type !== assertionType) throw invalid("client_assertion_type is wrong");
  if (signature.trim() === "") throw invalid("it is not signed");
  try {
    const header = headerSchema.parse(decodeProtectedHeader(assertion));
    const payload = payloadSchema.parse(decodeJwt(assertion));
    if (clientId === undefined || clientId === payload.sub) return { algorithm: header.alg, payload };
  } catch {
    // Which part could not be read is not told, as in the live service.
    throw invalid("header or claims are missing or not known");
  }
  throw invalid("client_id is not its sub");
}

/** The simulator says "Invalid signature" of all three; the log says which it was. */
async function whatIsWrong(
  assertion: string,
  algorithm: string,
  { aud, iss, sub }: z.infer<typeof payloadSchema>,
  client: Client,
  provider: Provider,
): Promise<string | undefined> {
  const audiences = [aud].flat();
  const ours = provider.ownUrls.map((url) => `${url}/token`);
  if (provider.profile.issuerAsAudience) ours.push(provider.issuer);
  if (audiences.length === 0 || !audiences.every((audience) => ours.includes(audience))) {
    return `private_key_jwt: its aud is not ${ours.join(" or ")}`;
  }
  if (iss !== sub) return "private_key_jwt: its iss is not its sub";
  try {
    const isSigned = await provider.clientKeys.isSigned(assertion, algorithm, client);
    return isSigned ? undefined : "private_key_jwt: the registered key does not verify the signature";
  } catch (error) {
    if (!(error instanceof ClientKeysUnavailable)) throw error;
    const description = "Failed to fetch or parse JWKS to verify signature of private_key_jwt";
    throw new TokenError("server_error", description, { status: 500, check: error.message });
  }
}

/** @param expiry when the assertion expires, in seconds since 1970 */
function useOnce(key: string, expiry: number, provider: Provider): void {
  const { usedAssertions } = provider.stores;
  if (usedAssertions.has(key)) {
    throw new TokenError("invalid_client", "private_key_jwt has already been used");
  }
  const milliseconds = Math.ceil(expiry * 1000 - provider.clock.now()) + 1;
  usedAssertions.set(key, key, { ttl: Math.min(milliseconds, Number.MAX_SAFE_INTEGER) });
}
