/**
 * One Login as its documentation described it at a date: what a service could use then, and how its
 * mistakes were answered.
 *
 * @module
 */

/** What the documentation of one date offers. */
export interface Profile {
  readonly name: ProfileName;
  /** What the service called itself on its pages. */
  readonly brand: string;
  /** How /authorize answered what it could not send back: a gateway error until 29 July 2024. */
  readonly badRequest: 400 | 502;
  /** The scope `offline_access` and the refresh grant, until 25 March 2024. */
  readonly refreshTokens: boolean;
  /** The identity claim `socialSecurityRecord`, from 5 February to 9 July 2024. */
  readonly socialSecurityRecord: boolean;
  /** `/connect/register`, documented until January 2022 and still there in that year. */
  readonly dynamicRegistration: boolean;
  /** Signed requests (RFC 9101), since 21 December 2023. */
  readonly requestObjects: boolean;
  /** The identity claim `returnCode`, since 3 April 2024. */
  readonly returnCodes: boolean;
  /** Since 4 July 2024. */
  readonly clientSecrets: boolean;
  /** A service's keys from its own JWKS URL, since 22 October 2024. */
  readonly relyingPartyJwks: boolean;
  /** The `aud` of the core identity, since February 2024. */
  readonly coreIdentityAudience: boolean;
  /** The DID document, since 18 July 2024. */
  readonly didDocument: boolean;
  /** Since January 2025. */
  readonly maxAge: boolean;
  /** PKCE (RFC 7636), since May 2025. */
  readonly pkce: boolean;
  /** The scope `wallet-subject-id`, since 30 July 2025. */
  readonly walletSubject: boolean;
  /** Since November 2025; before, answers always went into the query. */
  readonly responseMode: boolean;
  /** Whether an assertion may name the issuer as its audience, since 18 February 2026. */
  readonly issuerAsAudience: boolean;
  /** Whether the vector `Cm` stands for `Cl.Cm`, as documented until 24 June 2022. */
  readonly mediumVectorAlone: boolean;
  /** Whether somebody is told how their data is shared, the first time for a service. */
  readonly sharingNotice: boolean;
  /** Until 20 March 2024 a service's own signed-out page needed a live session. */
  readonly logoutNeedsSession: boolean;
  /** Whether a logout token names the session, and has no expiry. */
  readonly logoutTokenOf2022: boolean;
  /** Whether the `uprn` of an address is text; a number since 2025. */
  readonly uprnAsText: boolean;
  /** Whether phone numbers are as people write them, 07700 900123, and not E.164; until summer 2024. */
  readonly nationalPhoneNumbers: boolean;
  /** Whether a client that is switched off is told so, since August 2024; before, it was not known. */
  readonly tellsDeactivated: boolean;
  /** Authenticating again by `id_token_hint`, since April 2025. */
  readonly reauthentication: boolean;
  /** The firewall's rules: a User-Agent since October 2025, lengths since April 2026. */
  readonly firewall: boolean;
  /** Whether pages of integration ask for a password first, as until 17 February 2025. */
  readonly basicAuth: boolean;
  /** What 2022 had on some pages of its documentation, or in some months, and not in others. */
  readonly variants: ReadonlySet<Variant2022>;
}

/**
 * What may be switched on in `sign-in-2022`: userinfo with `phone`, `phone_verified` and `updated_at`; the
 * nonce in the redirect beside the code; an issuer without its slash; and no levels of confidence in `vtr`,
 * as before 27 June.
 */
export const variants2022 = [
  "userinfo-names",
  "nonce-in-redirect",
  "issuer-without-slash",
  "no-identity-levels",
] as const;
export type Variant2022 = (typeof variants2022)[number];

type Dated = Omit<Profile, "name" | "variants">;

const current = {
  brand: "GOV.UK One Login",
  badRequest: 400,
  refreshTokens: false,
  socialSecurityRecord: false,
  dynamicRegistration: false,
  requestObjects: true,
  returnCodes: true,
  clientSecrets: true,
  relyingPartyJwks: true,
  coreIdentityAudience: true,
  didDocument: true,
  maxAge: true,
  pkce: true,
  walletSubject: true,
  responseMode: true,
  issuerAsAudience: true,
  mediumVectorAlone: false,
  sharingNotice: false,
  logoutNeedsSession: false,
  logoutTokenOf2022: false,
  uprnAsText: false,
  nationalPhoneNumbers: false,
  tellsDeactivated: true,
  reauthentication: true,
  firewall: true,
  basicAuth: false,
} as const satisfies Dated;

const october2024 = {
  ...current,
  maxAge: false,
  pkce: false,
  walletSubject: false,
  responseMode: false,
  issuerAsAudience: false,
  uprnAsText: true,
  reauthentication: false,
  firewall: false,
  basicAuth: true,
} as const;

const july2024 = {
  ...october2024,
  badRequest: 502,
  nationalPhoneNumbers: true,
  tellsDeactivated: false,
  socialSecurityRecord: true,
  // The client secret came on 4 July, the DID document on the 18th, keys by JWKS in October.
  clientSecrets: false,
  didDocument: false,
  relyingPartyJwks: false,
} as const;

const february2024 = {
  ...july2024,
  refreshTokens: true,
  returnCodes: false,
  logoutNeedsSession: true,
} as const;

const year2022 = {
  ...february2024,
  brand: "GOV.UK Sign In",
  socialSecurityRecord: false,
  requestObjects: false,
  coreIdentityAudience: false,
  dynamicRegistration: true,
  mediumVectorAlone: true,
  sharingNotice: true,
  logoutTokenOf2022: true,
} as const;

/** The profiles by name, the oldest first. */
const profiles = {
  "sign-in-2022": year2022,
  "one-login-2024-02": february2024,
  "one-login-2024-04": july2024,
  "one-login-2024-07-01": july2024,
  "one-login-2024-10": october2024,
  current,
} as const satisfies Record<string, Dated>;

export type ProfileName = keyof typeof profiles;

/** The names, the oldest first. */
export const profileNames: readonly string[] = Object.keys(profiles);

/** Whether a text names a profile. */
export function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(profiles, name);
}

/**
 * The profile of a name.
 *
 * @throws {Error} when another year than 2022 is to have what only that one had
 */
export function profileOf(name: ProfileName, variants: readonly Variant2022[] = []): Profile {
  if (variants.length > 0 && name !== "sign-in-2022") {
    throw new Error(`${variants.join(", ")}: only the profile sign-in-2022 has that, and this is ${name}.`);
  }
  return { name, ...profiles[name], variants: new Set(variants) };
}
