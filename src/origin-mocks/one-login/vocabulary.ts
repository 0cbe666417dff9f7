/**
 * The scopes and identity claims that One Login knows, which depend on the date of the documentation.
 *
 * @module
 */
import type { Profile } from "./profiles.ts";

/** Every scope there ever was. `govuk-account` is private to GOV.UK's own client. */
export const scopes = [
  "openid",
  "email",
  "phone",
  "govuk-account",
  "wallet-subject-id",
  "offline_access",
] as const;

const vocabulary = "https://vocab.account.gov.uk/v1/";

/** The full names of the identity claims. */
export const claimNames = {
  passport: `${vocabulary}passport`,
  drivingPermit: `${vocabulary}drivingPermit`,
  coreIdentity: `${vocabulary}coreIdentityJWT`,
  address: `${vocabulary}address`,
  returnCode: `${vocabulary}returnCode`,
  socialSecurityRecord: `${vocabulary}socialSecurityRecord`,
} as const;

/** Every identity claim there ever was, in the order of the discovery document. */
export const claims = Object.values(claimNames);

/** The scopes that a request may name. */
export function scopesOf(profile: Profile): readonly string[] {
  return scopes.filter(
    (scope) =>
      (scope !== "offline_access" || profile.refreshTokens) &&
      (scope !== "wallet-subject-id" || profile.walletSubject),
  );
}

/** The identity claims that a request may name. */
export function claimsOf(profile: Profile): readonly string[] {
  return claims.filter(
    (claim) =>
      (claim !== claimNames.socialSecurityRecord || profile.socialSecurityRecord) &&
      (claim !== claimNames.returnCode || profile.returnCodes),
  );
}
