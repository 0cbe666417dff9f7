/**
 * Access tokens: how long they live, and how they are made and ended.
 *
 * @module
 */
import { isLive, tokensOf } from "./queries.ts";
import type { Service } from "./service.ts";
import { type AccessToken, takeId } from "./tables.ts";

const YEAR = 31_556_952_000;
/** An API user's token lives two years, of 365.2425 days. Milliseconds, as all of these. */
export const API_TOKEN_LIFETIME = 2 * YEAR;
/** That of somebody who signed in lives two hours. */
export const WEB_TOKEN_LIFETIME = 7_200_000;
/** That of Signon itself, for pushes, lives ten years. */
export const PUSH_TOKEN_LIFETIME = 10 * YEAR;

/** Makes a token, of 32 random bytes. */
export function issueToken(
  { tables, random, clock }: Service,
  row: Pick<AccessToken, "applicationId" | "userId" | "expiresIn">,
  withRefreshToken = false,
): AccessToken {
  const token: AccessToken = {
    ...row,
    id: takeId(tables),
    token: random(32),
    refreshToken: withRefreshToken ? random(32) : null,
    createdAt: clock.now(),
    revokedAt: null,
  };
  tables.tokens.set(token.token, token);
  return token;
}

/** Ends every token of a user that was not revoked before. */
export function revokeAll({ tables, clock }: Service, userId: number): void {
  for (const token of tokensOf(tables, userId)) token.revokedAt ??= clock.now();
}

/** The tokens of a user that can be used now. */
export function liveTokens({ tables, clock }: Service, userId: number): AccessToken[] {
  return tokensOf(tables, userId).filter((token) => isLive(token, clock.now()));
}

/** As much of a token as may be shown again: its two ends. */
export function shortened(token: string): string {
  // A token from a world file may be short; then its ends would be all of it.
  if (token.length < 32) return "•".repeat(24);
  return `${token.slice(0, 8)}${"•".repeat(24)}${token.slice(-8)}`;
}
