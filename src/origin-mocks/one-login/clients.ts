/**
 * The relying parties One Login knows, in the field names of the production client registration.
 *
 * @module
 */
import { importSPKI } from "jose";
import { z } from "zod";

/** The scopes this mock knows. `govuk-account` is private to GOV.UK's own client. */
export const knownScopes = ["openid", "email", "phone", "govuk-account"] as const;

const claimNames = ["passport", "drivingPermit", "coreIdentityJWT", "address", "returnCode"] as const;
/** The identity claims, in the order of the discovery document. */
export const knownClaims = claimNames.map((name) => `https://vocab.account.gov.uk/v1/${name}`);

/**
 * Whether a text is a URI that a browser may be sent back to: absolute, of no scheme that runs
 * code, and without query parameters that the answer itself uses.
 */
export function isLegalRedirectUri(text: string): boolean {
  const url = URL.parse(text);
  if (!url || ["data:", "javascript:", "vbscript:"].includes(url.protocol)) return false;
  return !["code", "state", "response"].some((name) => url.searchParams.has(name));
}

const redirectUri = z
  .string()
  .refine(isLegalRedirectUri, "expected an absolute URI without the parameters code, state and response")
  .refine((uri) => !uri.includes("#"), "must not have a fragment (RFC 6749 section 3.1.2)");

/** A public key as registered, with or without PEM armour and line breaks, becomes a PEM. */
const publicKey = z
  .string()
  .transform((text) => text.replaceAll(/-----(?:BEGIN|END) PUBLIC KEY-----|\s/g, ""))
  .transform((base64) => `-----BEGIN PUBLIC KEY-----\n${base64}\n-----END PUBLIC KEY-----`)
  .refine(isRsaKey, "expected an RSA public key of at least 2048 bits: PEM or base64 SPKI");

/** Fields of a production file that this mock accepts and does not act on. */
const withoutEffect = {
  BackChannelLogoutUri: z.url().optional(),
  Channel: z.string().optional(),
  ClientType: z.string().optional(),
  Contacts: z.array(z.string()).optional(),
  CookieConsentShared: z.boolean().optional(),
  LandingPageUrl: z.url().optional(),
  MaxAgeEnabled: z.boolean().optional(),
  OneLoginService: z.boolean().optional(),
  ServiceType: z.string().optional(),
  SmokeTest: z.boolean().optional(),
  TestClient: z.boolean().optional(),
  TestClientEmailAllowlist: z.array(z.string()).optional(),
};

/** The schema of one client registration, for `parseAsync`; defaults are those of production. */
export const clientRegistration = z
  .strictObject({
    ...withoutEffect,
    ClientID: z.string().min(1),
    ClientName: z.string().min(1),
    RedirectUrls: z.array(redirectUri).min(1),
    PostLogoutRedirectUrls: z.array(z.url()).default([]),
    Scopes: z
      .array(z.enum(knownScopes))
      .refine((scopes) => scopes.includes("openid"), 'must include "openid"')
      .default(["openid"]),
    Claims: z.array(z.enum(knownClaims)).default([]),
    ClientLoCs: z.array(z.enum(["P0", "P1", "P2", "P3"])).default(["P0"]),
    IdentityVerificationSupported: z.boolean().default(false),
    PublicKey: publicKey,
    PublicKeySource: z.literal("STATIC").default("STATIC"),
    TokenAuthMethod: z.literal("private_key_jwt").default("private_key_jwt"),
    IdTokenSigningAlgorithm: z.enum(["ES256", "RS256"]).default("ES256"),
    SectorIdentifierUri: z.url({ protocol: /^https$/, error: "expected an https URL" }).optional(),
    SubjectType: z.enum(["pairwise", "public"]).default("pairwise"),
    PKCEEnforced: z.boolean().default(false),
    PermitMissingNonce: z.boolean().default(false),
    JarValidationRequired: z.literal(false, "request objects are not supported").default(false),
    IsActive: z.boolean().default(true),
  })
  .refine((client) => client.SubjectType === "public" || sectorHosts(client).size === 1, {
    path: ["SectorIdentifierUri"],
    error: "is required because RedirectUrls name several hosts",
  });

const clientList = z
  .array(clientRegistration)
  .refine((clients) => new Set(clients.map((client) => client.ClientID)).size === clients.length, {
    error: "every ClientID must be unique",
  });

/** A client registration as written down: fields with a default may be left out. */
export type ClientRegistration = z.input<typeof clientRegistration>;
/** A client registration after validation. */
export type Client = z.output<typeof clientRegistration>;

/**
 * Validates client registrations.
 *
 * @returns the clients by ClientID
 * @throws {Error} naming each field that is wrong and what was expected
 */
export async function loadClients(data: readonly ClientRegistration[]): Promise<ReadonlyMap<string, Client>> {
  const result = await clientList.safeParseAsync(data);
  if (result.success) return new Map(result.data.map((client) => [client.ClientID, client]));
  throw new Error(`The clients of One Login are not valid:\n${z.prettifyError(result.error)}`);
}

/**
 * The host that decides which services see the same subject (OpenID Connect Core section 8.1):
 * of the sector identifier, or else of the redirect URIs.
 */
export function sectorHost(client: Client): string {
  return [...sectorHosts(client)].join();
}

interface Sector {
  readonly SectorIdentifierUri?: string | undefined;
  readonly RedirectUrls: readonly string[];
}

function sectorHosts(client: Sector): ReadonlySet<string> {
  const urls = client.SectorIdentifierUri ? [client.SectorIdentifierUri] : client.RedirectUrls;
  return new Set(urls.map((url) => URL.parse(url)?.hostname.replace(/^www\./, "") ?? url));
}

async function isRsaKey(pem: string): Promise<boolean> {
  // One RSA key serves all six algorithms; which of them it is imported for here does not matter.
  const key = await importSPKI(pem, "RS256").catch(() => undefined);
  return key !== undefined && "modulusLength" in key.algorithm && Number(key.algorithm.modulusLength) >= 2048;
}
