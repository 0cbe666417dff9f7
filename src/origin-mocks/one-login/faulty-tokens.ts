/**
 * Tokens with a fault that a service must notice.
 *
 * @module
 */
import { base64url, type JWTPayload } from "jose";
import type { Provider } from "./provider.ts";

type Change = (claims: JWTPayload, provider: Provider) => JWTPayload;

const aDay = 24 * 3600;

const shared: Record<string, Change> = {
  INVALID_AUD: (claims, { randomText }) => ({ ...claims, aud: randomText(32) }),
  TOKEN_EXPIRED: (claims, provider) => ({ ...claims, exp: provider.seconds() - aDay }),
  CLOCK_SKEW: (claims) => ({
    ...claims,
    ...later(claims, "iat"),
    ...later(claims, "nbf"),
    ...later(claims, "exp"),
  }),
};

/** As from a server whose clock is ten minutes fast. */
function later(claims: JWTPayload, name: "iat" | "nbf" | "exp"): JWTPayload {
  const time = claims[name];
  return time === undefined ? {} : { [name]: time + 600 };
}

const idToken: Record<string, Change> = {
  ...shared,
  INVALID_ISS: (claims) => ({ ...claims, iss: "https://example.com/identity-provider" }),
  TOKEN_NOT_VALID_YET: (claims, provider) => ({ ...claims, iat: provider.seconds() + aDay }),
  NONCE_NOT_MATCHING: (claims, { randomText }) => ({ ...claims, nonce: randomText(32) }),
  INCORRECT_VOT: (claims) => ({ ...claims, vot: claims.vot === "Cl.Cm" ? "Cl" : "Cl.Cm" }),
  MISSING_NONCE: (claims) => ({ ...claims, nonce: undefined }),
  MISSING_AT_HASH: (claims) => ({ ...claims, at_hash: undefined }),
  MISSING_SID: (claims) => ({ ...claims, sid: undefined }),
};

const coreIdentity: Record<string, Change> = {
  ...shared,
  INVALID_ISS: (claims, { randomText }) => ({ ...claims, iss: randomText(32) }),
  INCORRECT_SUB: (claims, { randomText }) => ({ ...claims, sub: randomText(32) }),
  INCORRECT_VOT: (claims) => ({ ...claims, vot: "P0" }),
};

function apply(
  changes: Record<string, Change>,
  claims: JWTPayload,
  faults: ReadonlySet<string>,
  provider: Provider,
): JWTPayload {
  return Object.entries(changes).reduce(
    (changed, [name, change]) => (faults.has(name) ? change(changed, provider) : changed),
    claims,
  );
}

/** The claims of an ID token with the faults that were ordered. */
export function wrongIdToken(
  claims: JWTPayload,
  faults: ReadonlySet<string>,
  provider: Provider,
): JWTPayload {
  return apply(idToken, claims, faults, provider);
}

/** The claims of a core identity with the faults that were ordered. */
export function wrongCoreIdentity(
  claims: JWTPayload,
  faults: ReadonlySet<string>,
  provider: Provider,
): JWTPayload {
  return apply(coreIdentity, claims, faults, provider);
}

/** A key id that belongs to no key. */
const unknownKey = "60c01993-94cd-4d32-a4da-2a44dba7e45b";

/**
 * A signed token with the faults of header and signature that were ordered.
 *
 * @param controller what stands before the key id in a core identity
 */
export function wrongSignature(
  token: string,
  faults: ReadonlySet<string>,
  { randomText }: Provider,
  controller?: string,
): string {
  const [header = "", payload, signature] = token.split(".");
  const kid = controller === undefined ? unknownKey : `${controller}#${unknownKey}`;
  const wrongHeader = faults.has("INVALID_ALG_HEADER")
    ? { alg: "HS256", kid }
    : faults.has("UNKNOWN_KID") && { ...Object(JSON.parse(text(base64url.decode(header)))), kid };
  const parts = [
    wrongHeader ? base64url.encode(JSON.stringify(wrongHeader)) : header,
    payload,
    faults.has("INVALID_SIGNATURE") ? randomText(32) : signature,
  ];
  return parts.join(".");
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
