/**
 * One key to sign with: generated, or imported from a JSON Web Key (RFC 7517).
 *
 * @module
 */
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from "jose";
import { z } from "zod";
import { randomHex, secureRandom } from "../common/random.ts";

/** A key pair and its name. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  /** The public half, with `kid` and `alg`. */
  readonly jwk: JWK;
}

/** One key of a key file: a private JWK with its use here. */
export const importedKey = z
  .looseObject({
    kty: z.enum(["EC", "RSA"]),
    kid: z.string().min(1),
    d: z.string({ error: "expected the private half" }),
    /** `token` signs tokens, `next-token` follows it when keys change, `identity` signs core identities. */
    role: z.enum(["token", "next-token", "identity"]).default("token"),
  })
  .refine(({ kty, role }) => kty === "EC" || role !== "identity", {
    path: ["kty"],
    error: "a core identity is signed with an EC key",
  });

export type ImportedKey = z.output<typeof importedKey>;

/** @param name makes the key id of an RFC 7638 thumbprint */
export async function generateSigningKey(
  algorithm: "ES256" | "RS256",
  name: (thumbprint: string) => Promise<string>,
): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm);
  const jwk = await exportJWK(publicKey);
  const kid = await name(await calculateJwkThumbprint(jwk));
  return { kid, privateKey, jwk: { ...jwk, kid, alg: algorithm } };
}

/** @throws {Error} naming the key that is none */
export async function importSigningKey(key: ImportedKey, algorithm: "ES256" | "RS256"): Promise<SigningKey> {
  const { kid, kty } = key;
  const privateKey = await importJWK({ ...key, alg: algorithm }, algorithm).catch((cause: unknown) => {
    throw new Error(`The signing key ${kid} cannot be used for ${algorithm}.`, { cause });
  });
  if (privateKey instanceof Uint8Array) throw new Error(`The signing key ${kid} is not a private key.`);
  const members = kty === "EC" ? ["crv", "x", "y"] : ["n", "e"];
  const half = Object.fromEntries(members.map((member) => [member, key[member]]));
  return { kid, privateKey, jwk: { kty, ...half, kid, alg: algorithm } };
}

/** Elliptic curve keys as a key file has them, for tokens and for core identities, each with the one that follows. */
export async function createSigningKeyFile(): Promise<ImportedKey[]> {
  const roles = ["token", "next-token", "identity", "identity"] as const;
  return Promise.all(
    roles.map(async (role) => {
      const { privateKey } = await generateKeyPair("ES256", { extractable: true });
      const kid = randomHex(secureRandom, 32);
      return importedKey.parse({ ...(await exportJWK(privateKey)), kid, role });
    }),
  );
}
