/**
 * Logout tokens (OpenID Connect Back-Channel Logout 1.0 section 2.6), checked as the real service does: some
 * checks of the specification are missing, others fail in their own way.
 *
 * @module
 */
import { compactVerify, decodeProtectedHeader, errors, importJWK, type JWK } from "jose";
import { z } from "zod";

/** What a good token says. */
export interface LogoutToken {
  /** Undefined when only a session id is named. */
  readonly sub: string | undefined;
  readonly jti: string;
}

/** A token is not good. */
export class LogoutTokenRefused extends Error {
  override readonly name = "LogoutTokenRefused";
  /** Whether it is the signature that is wrong: the one fault the real service foresees. */
  readonly isForged: boolean;

  constructor(message: string, isForged = false) {
    super(message);
    this.isForged = isForged;
  }
}

/** What a token is checked against. */
export interface LogoutTokenChecks {
  readonly issuer: string;
  readonly clientId: string;
  /** The provider's keys, as its `jwks_uri` gives them. */
  readonly keys: unknown;
  /** Seconds since 1970. */
  readonly now: number;
  /** Corrected: also what the real service does not look at. */
  readonly strict: boolean;
}

const keySet = z.object({ keys: z.array(z.looseObject({ kid: z.string().optional() })) });

const event = "http://schemas.openid.net/event/backchannel-logout";
const text = z.string().min(1);
const claims = z
  .looseObject({
    iss: text,
    aud: z.union([z.string(), z.array(z.string())]),
    iat: z.number(),
    jti: text,
    sub: text.optional(),
    sid: text.optional(),
    events: z.looseObject({ [event]: z.strictObject({}) }),
  })
  .refine(({ sub, sid }) => sub !== undefined || sid !== undefined, "neither sub nor sid");

/** Reads a token. @throws {LogoutTokenRefused} */
export async function readLogoutToken(token: string, checks: LogoutTokenChecks): Promise<LogoutToken> {
  const result = claims.safeParse(await verified(token, checks.keys));
  if (!result.success) throw new LogoutTokenRefused(z.prettifyError(result.error));
  const { iss, aud, iat, jti, sub } = result.data;
  if (iss !== checks.issuer) throw new LogoutTokenRefused("The issuer is another.");
  if (![aud].flat().includes(checks.clientId)) throw new LogoutTokenRefused("It is for another client.");
  if (iat > checks.now) throw new LogoutTokenRefused("It was issued in the future.");
  if (checks.strict) checkStrictly(result.data, checks.now);
  return { sub, jti };
}

/** Section 2.6 steps 4 and 7, and that a session id alone tells this service of nobody. */
function checkStrictly({ sub, exp, nonce }: z.infer<typeof claims>, now: number): void {
  if (sub === undefined) throw new LogoutTokenRefused("It names no subject.");
  if (nonce !== undefined) throw new LogoutTokenRefused("It has a nonce, as an ID token has.");
  if (exp !== undefined && !(typeof exp === "number" && exp > now))
    throw new LogoutTokenRefused("It has expired.");
}

async function verified(token: string, keys: unknown): Promise<unknown> {
  const key = findKey(token, keys);
  const { payload } = await verify(token, key).catch((error: unknown) => {
    if (error instanceof errors.JWSInvalid) throw new LogoutTokenRefused("It is not a JWT.");
    throw new LogoutTokenRefused("The signature is wrong.", true);
  });
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    throw new LogoutTokenRefused("It holds no JSON.");
  }
}

/** The key is chosen by the `kid` of the header alone. */
function findKey(token: string, keys: unknown): JWK {
  const { alg, kid } = headerOf(token);
  if (alg === "none") throw new LogoutTokenRefused("It is not signed.", true);
  const found = kid === undefined ? undefined : keySet.parse(keys).keys.find((key) => key.kid === kid);
  if (!found || kid === undefined) throw new LogoutTokenRefused("The provider has no key of its kid.");
  return { ...found, kid };
}

function headerOf(token: string): { readonly alg?: string; readonly kid?: string } {
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw new LogoutTokenRefused("It is not a JWT.");
  }
}

async function verify(token: string, jwk: JWK) {
  const { alg } = decodeProtectedHeader(token);
  return compactVerify(token, await importJWK(jwk, alg));
}
