/**
 * What One Login tells a service of somebody's identity.
 *
 * @module
 */
import { type Account, type Identity, identityOf, reaches } from "./accounts.ts";
import type { Client } from "./clients.ts";
import { wrongCoreIdentity, wrongSignature } from "./faulty-tokens.ts";
import type { Provider } from "./provider.ts";
import { claimNames, claimsOf } from "./vocabulary.ts";

/** Whom identity claims are about, and who asked. */
export interface IdentityRequest {
  readonly client: Client;
  readonly person: Account;
  readonly sub: string;
  /** The names of the claims that were asked for. */
  readonly claims: readonly string[];
  /** Faults of the core identity. */
  readonly faults: ReadonlySet<string>;
}

/** The members that userinfo adds, in the order of the official simulator. What is null is left out. */
export async function identityClaims(
  provider: Provider,
  request: IdentityRequest,
): Promise<Record<string, unknown>> {
  const identity = identityOf(request.person);
  const proved = provider.likeSimulator || identity.achieved !== "P0";
  const { uprnAsText } = provider.profile;
  const values: [name: string, value: unknown][] = [
    [claimNames.drivingPermit, proved ? identity.drivingPermits : null],
    [claimNames.passport, proved ? identity.passports : null],
    [claimNames.address, proved ? addresses(identity, uprnAsText) : null],
    [claimNames.socialSecurityRecord, proved ? identity.socialSecurityRecords : null],
    [claimNames.returnCode, identity.returnCodes],
  ];
  const known = claimsOf(provider.profile);
  const isShown = (name: string) => request.claims.includes(name) && known.includes(name);
  const shown = values.filter(([name, value]) => isShown(name) && value !== null);
  const core = proved && isShown(claimNames.coreIdentity) && identity.credential !== null;
  return {
    ...Object.fromEntries(shown),
    ...(core && { [claimNames.coreIdentity]: await coreIdentity(provider, request, identity) }),
  };
}

function addresses({ addresses: list }: Identity, uprnAsText: boolean) {
  if (!uprnAsText) return list;
  return list?.map((one) => (one.uprn === undefined ? one : { ...one, uprn: String(one.uprn) })) ?? null;
}

/** The core identity is a token of its own, signed by a key of the DID document. */
async function coreIdentity(
  provider: Provider,
  { client, sub, faults }: IdentityRequest,
  { achieved, credential }: Identity,
): Promise<string> {
  const controller = didController(provider.identityUrl);
  const now = provider.seconds();
  const claims = {
    vot: achieved,
    vc: credential,
    vtm: `${provider.baseUrl}/trustmark`,
    iss: `${provider.identityUrl}/`,
    sub,
    nbf: now,
    exp: now + provider.lifetimes.coreIdentity,
    ...(provider.profile.coreIdentityAudience && { aud: client.ClientID }),
    iat: now,
  };
  const signed = await provider.keys.signIdentity(controller, wrongCoreIdentity(claims, faults, provider));
  return wrongSignature(signed, faults, provider, controller);
}

/** The DID of the host that vouches for identities; the port's colon is encoded (did:web section 2.5). */
export function didController(baseUrl: string): string {
  return `did:web:${new URL(baseUrl).host.replace(":", "%3A")}`;
}

/**
 * Whether somebody may come back with a code: they proved who they are to the level asked for, or the
 * service asked to be told why not.
 */
export function mayReturn(identity: Identity, level: string | null, claims: readonly string[]): boolean {
  const isProved = reaches(identity.achieved, level) && identity.credential !== null;
  const tellsWhy = claims.includes(claimNames.returnCode) && (identity.returnCodes ?? []).length > 0;
  return isProved || tellsWhy;
}
