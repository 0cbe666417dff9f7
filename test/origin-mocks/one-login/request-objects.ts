/** Signed requests for the tests; they were made when the tests' clock starts. */
import { type JWTHeaderParameters, SignJWT } from "jose";
import { baseUrl, redirectUri, signingKey } from "./support.ts";

export const now = Date.UTC(2026, 0, 1) / 1000;

export type Claims = Record<string, unknown>;

/** A signed request without a fault, but for what is overridden. */
export async function requestObject(
  claims: Claims = {},
  header: JWTHeaderParameters = { alg: "PS512" },
  key?: CryptoKey,
) {
  const usual = {
    aud: `${baseUrl}/authorize`,
    iss: "rp",
    client_id: "rp",
    response_type: "code",
    redirect_uri: redirectUri,
    scope: "openid email",
    state: "signed-state",
    nonce: "signed-nonce",
    exp: now + 300,
  };
  return new SignJWT({ ...usual, ...claims })
    .setProtectedHeader(header)
    .sign(key ?? (await signingKey(header.alg)));
}
