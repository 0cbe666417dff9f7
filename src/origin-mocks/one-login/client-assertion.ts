/**
 * Client authentication with a signed assertion, `private_key_jwt` (RFC 7523 section 3, OpenID
 * Connect Core section 9). The order of the checks and their errors are those of One Login.
 *
 * @module
 */
import { compactVerify, decodeJwt, decodeProtectedHeader, importSPKI } from "jose";
import { z } from "zod";
import type { Client } from "./clients.ts";
import type { Provider } from "./provider.ts";
import { TokenError } from "./token-error.ts";

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/** What a client may sign assertions with; a client of One Login has an RSA key. */
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
  if (!client) throw new TokenError("invalid_client", "Client authentication failed", 401);
  if (provider.clock.now() / 1000 > payload.exp) {
    throw new TokenError("invalid_grant", "private_key_jwt has expired");
  }
  const audiences = [payload.aud].flat();
  const ours = [`${provider.baseUrl}/token`, provider.issuer];
  const isForUs = audiences.length > 0 && audiences.every((audience) => ours.includes(audience));
  if (!isForUs || payload.iss !== payload.sub || !(await isSigned(sent.assertion, algorithm, client))) {
    throw new TokenError("invalid_client", "Invalid signature in private_key_jwt");
  }
  if (provider.rejectReplayedAssertions && payload.jti !== undefined) {
    useOnce(`${client.ClientID} ${payload.jti}`, payload.exp, provider);
  }
  return client;
}

function readAssertion({ type, assertion, clientId }: AssertionParameters) {
  const invalid = new TokenError("invalid_request", "Invalid private_key_jwt");
  const [, , signature = ""] = assertion.split(".");
  if (type !== assertionType || signature.trim() === "") throw invalid;
  try {
    const header = headerSchema.parse(decodeProtectedHeader(assertion));
    const payload = payloadSchema.parse(decodeJwt(assertion));
    if (clientId === undefined || clientId === payload.sub) return { algorithm: header.alg, payload };
  } catch {
    // Which part could not be read is not told, as in the live service.
  }
  throw invalid;
}

async function isSigned(assertion: string, algorithm: string, client: Client): Promise<boolean> {
  try {
    await compactVerify(assertion, await importSPKI(client.PublicKey, algorithm), {
      algorithms: [algorithm],
    });
    return true;
  } catch {
    return false;
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
