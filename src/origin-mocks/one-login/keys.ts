/**
 * The keys One Login signs tokens with: one elliptic curve key, and one RSA key for clients that
 * cannot verify ES256. Made at start, published at the JWKS endpoint.
 *
 * @module
 */
import {
  type CryptoKey,
  calculateJwkThumbprint,
  compactVerify,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JSONWebKeySet,
  type JWTPayload,
  SignJWT,
} from "jose";

type Algorithm = "ES256" | "RS256";

/** Signs tokens and checks that a token was signed here. */
export interface SigningKeys {
  /** The public halves, the elliptic curve key first. */
  readonly published: JSONWebKeySet;
  sign(algorithm: Algorithm, claims: JWTPayload): Promise<string>;
  /**
   * The payload of a token signed by one of the published keys, whatever its age.
   *
   * @returns undefined when it is not one, or not a token at all
   */
  verify(token: string): Promise<string | undefined>;
}

/** Generates the keys. */
export async function createSigningKeys(): Promise<SigningKeys> {
  const keys = { ES256: await createKey("ES256"), RS256: await createKey("RS256") };
  const published = { keys: [keys.ES256.jwk, keys.RS256.jwk] };
  const select = createLocalJWKSet(published);
  return {
    published,
    sign(algorithm, claims) {
      const { kid, privateKey } = keys[algorithm];
      return new SignJWT(claims).setProtectedHeader({ alg: algorithm, kid }).sign(privateKey);
    },
    async verify(token) {
      try {
        const { payload } = await compactVerify(token, select, { algorithms: ["ES256", "RS256"] });
        return new TextDecoder().decode(payload);
      } catch {
        return undefined;
      }
    },
  };
}

async function createKey(algorithm: Algorithm) {
  const { privateKey, publicKey }: { privateKey: CryptoKey; publicKey: CryptoKey } =
    await generateKeyPair(algorithm);
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, privateKey, jwk: { ...jwk, kid, alg: algorithm, use: "sig" } };
}
