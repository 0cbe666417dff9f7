/**
 * The latest tokens of every kind, for the control room.
 *
 * @module
 */
import type { JWTPayload } from "jose";
import type { SigningKeys } from "./keys.ts";

/** One token that was signed. */
export interface IssuedToken {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly kind: "access_token" | "id_token" | "refresh_token" | "logout_token" | "coreIdentityJWT";
  /** The whole token: to be masked before it is shown. */
  readonly token: string;
  readonly claims: JWTPayload;
}

const capacity = 50;
/** Claims that are worth something to a stranger. */
const secrets = new Set(["nonce", "state", "jti", "id_token_hint", "code_challenge"]);

/** Claims as they may be shown. */
export function withoutSecrets(claims: JWTPayload): JWTPayload {
  const shown = Object.entries(claims).map(([claim, value]) => [
    claim,
    secrets.has(claim) ? "(not shown)" : value,
  ]);
  return Object.fromEntries(shown);
}

/**
 * Keys that write down what they sign.
 *
 * @param issued the newest first; filled here, emptied by who owns it
 */
export function recorded(keys: SigningKeys, issued: IssuedToken[], now: () => number): SigningKeys {
  function record(kind: IssuedToken["kind"], token: string, claims: JWTPayload): string {
    issued.unshift({ time: now(), kind, token, claims });
    issued.length = Math.min(issued.length, capacity);
    return token;
  }
  return {
    ...keys,
    sign: async (algorithm, claims, type) =>
      record(kindOf(claims), await keys.sign(algorithm, claims, type), claims),
    signIdentity: async (controller, claims) =>
      record("coreIdentityJWT", await keys.signIdentity(controller, claims), claims),
  };
}

/** Each kind has a claim that no other has. */
function kindOf(claims: JWTPayload): IssuedToken["kind"] {
  if (claims.events !== undefined) return "logout_token";
  if (claims.client_id === undefined) return "id_token";
  return claims.sid === undefined ? "refresh_token" : "access_token";
}
