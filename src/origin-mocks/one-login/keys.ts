/**
 * The keys One Login signs with: an elliptic curve key and an RSA key for tokens, published at the JWKS
 * endpoint, and an elliptic curve key for core identities, published in the DID document.
 *
 * @module
 */
import {
  base64url,
  compactVerify,
  createLocalJWKSet,
  type JSONWebKeySet,
  type JWTPayload,
  SignJWT,
} from "jose";
import type { Clock } from "../common/clock.ts";
import { hex, sha256 } from "./encoding.ts";
import { createRing, type KeyRing, type RotationSchedule } from "./key-ring.ts";
import { generateSigningKey, type ImportedKey, importSigningKey, type SigningKey } from "./signing-key.ts";

export type TokenAlgorithm = "ES256" | "RS256";

/** The two keys that tokens are signed with at a time; each is made when it is first asked for. */
type TokenKeys = (algorithm: TokenAlgorithm) => Promise<SigningKey>;

/** Signs tokens and checks that a token was signed here. */
export interface SigningKeys {
  readonly tokens: KeyRing<TokenKeys>;
  readonly identity: KeyRing<SigningKey>;
  /** The public halves for tokens; of each pair the elliptic curve key first. */
  published(): Promise<JSONWebKeySet>;
  sign(algorithm: TokenAlgorithm, claims: JWTPayload, type?: string): Promise<string>;
  signIdentity(controller: string, claims: JWTPayload): Promise<string>;
  /**
   * The payload of a token signed by one of the published keys, whatever its age.
   *
   * @returns undefined when it is not one, or not a token at all
   */
  verify(token: string): Promise<string | undefined>;
}

/** What a pair of keys for tokens is called. */
type KeyNames = Readonly<Record<TokenAlgorithm, string>>;

/** What keys are made of. */
export interface KeyOptions {
  readonly clock: Clock;
  /** Keys to use in place of generated ones, as a JWK array with `role`. */
  readonly imported?: readonly ImportedKey[];
  /** What generated pairs for tokens are called, in their order; later ones by their own digest. */
  readonly names?: readonly KeyNames[];
  /** Whether a second pair of token keys is published, and used, from the start. */
  readonly initially?: { readonly published: boolean; readonly used: boolean };
  /** When keys change by themselves; never without it. */
  readonly rotation?: { readonly tokens?: RotationSchedule; readonly identity?: RotationSchedule };
}

/** Generates the keys, or takes those that were imported. */
export async function createSigningKeys({
  clock,
  imported = [],
  names = [],
  rotation = {},
  initially,
}: KeyOptions): Promise<SigningKeys> {
  const role = (name: ImportedKey["role"]) => imported.filter((key) => key.role === name);
  const spare = [role("token"), role("next-token")];
  const tokens = await createRing(
    clock,
    (generation) => tokenKeys(spare[generation] ?? [], names[generation]),
    rotation.tokens,
  );
  const identityKeys = role("identity");
  const identity = await createRing(
    clock,
    (generation) => key("ES256", identityKeys.slice(generation)),
    rotation.identity,
  );
  if (initially) await tokens.switchTo(initially);

  async function published(): Promise<JSONWebKeySet> {
    const pairs = await tokens.published();
    const all = await Promise.all(pairs.flatMap((pair) => [pair("ES256"), pair("RS256")]));
    return { keys: all.map(({ jwk }) => ({ ...jwk, use: "sig" })) };
  }

  return {
    tokens,
    identity,
    published,
    async sign(algorithm, claims, type) {
      const pair = await tokens.current();
      const { kid, privateKey } = await pair(algorithm);
      const header = { alg: algorithm, kid, ...(type && { typ: type }) };
      return new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
    },
    async signIdentity(controller, claims) {
      const { kid, privateKey } = await identity.current();
      return new SignJWT(claims)
        .setProtectedHeader({ kid: `${controller}#${kid}`, alg: "ES256" })
        .sign(privateKey);
    },
    async verify(token) {
      try {
        const select = createLocalJWKSet(await published());
        const { payload } = await compactVerify(token, select, { algorithms: ["ES256", "RS256"] });
        return new TextDecoder().decode(payload);
      } catch {
        return undefined;
      }
    },
  };
}

/** An RSA key takes a while to make, and most services never need it. */
async function tokenKeys(imported: readonly ImportedKey[], names: KeyNames | undefined): Promise<TokenKeys> {
  const made = new Map<TokenAlgorithm, Promise<SigningKey>>();
  function pair(algorithm: TokenAlgorithm): Promise<SigningKey> {
    const found = made.get(algorithm) ?? key(algorithm, imported, names?.[algorithm]);
    made.set(algorithm, found);
    return found;
  }
  // What is wrong with a key that was given is told at the start.
  await Promise.all(imported.map(({ kty }) => pair(kty === "EC" ? "ES256" : "RS256")));
  return pair;
}

/** @param name what a generated key is called, in place of its digest */
async function key(
  algorithm: TokenAlgorithm,
  imported: readonly ImportedKey[],
  name?: string,
): Promise<SigningKey> {
  const found = imported.find(({ kty }) => kty === (algorithm === "ES256" ? "EC" : "RSA"));
  if (found) return importSigningKey(found, algorithm);
  return generateSigningKey(algorithm, async (thumbprint) => name ?? keyId(thumbprint));
}

/** The documented form of a key id: the SHA-256 of the key in hexadecimal digits. */
async function keyId(thumbprint: string): Promise<string> {
  const bytes = base64url.decode(thumbprint);
  return bytes.length === 32 ? hex(bytes) : hex(await sha256(thumbprint));
}
