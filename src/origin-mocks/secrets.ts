/**
 * The secrets of one stack: what signs somebody in today must open the same session tomorrow.
 *
 * @module
 */
import { exportJWK, generateKeyPair } from "jose";
import { z } from "zod";
import { randomHex, secureRandom } from "./common/random.ts";
import { importedKey } from "./one-login/signing-key.ts";

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
  const [relyingParty, token, identity] = await Promise.all([
    privateJwk("RS512"),
    privateJwk("ES256"),
    privateJwk("ES256"),
  ]);
  return secretsSchema.parse({
    accountSession: secret(),
    emailLinks: secret(),
    emailCookie: secret(),
    relyingParty,
    oneLogin: [
      { ...token, kid: secret(), role: "token" },
      { ...identity, kid: secret(), role: "identity" },
    ],
  });
}

function secret(): string {
  return randomHex(secureRandom, 32);
}

async function privateJwk(algorithm: string) {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  return exportJWK(privateKey);
}
