/**
 * The secrets of one stack: what signs somebody in today must open the same session tomorrow.
 *
 * @module
 */
import { exportJWK, generateKeyPair } from "jose";
import { z } from "zod";
import { randomHex, secureRandom } from "./common/random.ts";
import { createSigningKeyFile, importedKey } from "./one-login/signing-key.ts";

const text = z.string().min(1);

/** What secrets look like when they were written down. */
export const secretsSchema = z.strictObject({
  /** Closes the account session. */
  accountSession: text,
  /** Of the tokens in the links of emails. */
  emailLinks: text,
  /** Closes email-alert-frontend's own cookie. */
  emailCookie: text,
  /** account-api's private key at One Login, as a JWK. */
  relyingParty: z.looseObject({ kty: z.literal("RSA"), d: text }),
  /** What One Login signs with, as JWKs. The RSA key that some services ask for is made anew. */
  oneLogin: z.array(importedKey),
});

/** The secrets of one stack. */
export type Secrets = z.output<typeof secretsSchema>;

/** Secrets that nobody had before. */
export async function createSecrets(): Promise<Secrets> {
  const { privateKey } = await generateKeyPair("RS512", { extractable: true });
  return secretsSchema.parse({
    accountSession: secret(),
    emailLinks: secret(),
    emailCookie: secret(),
    relyingParty: await exportJWK(privateKey),
    oneLogin: await createSigningKeyFile(),
  });
}

function secret(): string {
  return randomHex(secureRandom, 32);
}
