/**
 * The relying parties One Login knows, in the field names of the production client registration.
 *
 * @module
 */
import { importSPKI } from "jose";
import { z } from "zod";
import { isArgon2Hash } from "./argon2.ts";
import { pemOf } from "./client-keys.ts";
import { isLegalRedirectUri } from "./redirect-uri.ts";
import { claimNames, claims, scopes } from "./vocabulary.ts";

const redirectUri = z
  .string()
  .refine(isLegalRedirectUri, "expected an absolute URI without the parameters code, state and response")
  .refine((uri) => !uri.includes("#"), "must not have a fragment (RFC 6749 section 3.1.2)");

const webUrl = z.url({ protocol: /^https?$/, error: "expected an http or https URL" });

const publicKey = z
  .string()
  .refine(isRsaKey, "expected an RSA public key of at least 2048 bits: PEM or base64 SPKI");

/** Fields of a production file that this mock accepts and does not act on. */
const withoutEffect = {
  Channel: z.string().optional(),
  ClientType: z.string().optional(),
  ConsentRequired: z.boolean().optional(),
  Contacts: z.array(z.string()).optional(),
  CookieConsentShared: z.boolean().optional(),
  IsInternalService: z.boolean().optional(),
  MaxAgeEnabled: z.boolean().optional(),
  OneLoginService: z.boolean().optional(),
  ServiceType: z.string().optional(),
  SmokeTest: z.boolean().optional(),
  TestClient: z.boolean().optional(),
  TestClientEmailAllowlist: z.array(z.string()).optional(),
};

/** The fields of a registration, each by itself: the simulator tells what is missing when it is needed. */
export const registrationFields = z.strictObject({
  ...withoutEffect,
  ClientID: z.string().min(1),
  ClientName: z.string().min(1),
  RedirectUrls: z.array(redirectUri).min(1),
  PostLogoutRedirectUrls: z.array(webUrl).default([]),
  BackChannelLogoutUri: webUrl.optional(),
  LandingPageUrl: webUrl.optional(),
  Scopes: z
    .array(z.enum(scopes))
    .refine((list) => list.includes("openid"), 'must include "openid"')
    .default(["openid"]),
  Claims: z.array(z.enum(claims)).default([]),
  ClientLoCs: z.array(z.enum(["P0", "P1", "P2", "P3"])).default(["P0"]),
  IdentityVerificationSupported: z.boolean().default(false),
  PublicKey: publicKey.optional(),
  PublicKeySource: z.enum(["STATIC", "JWKS"]).default("STATIC"),
  JwksUrl: webUrl.optional(),
  TokenAuthMethod: z.enum(["private_key_jwt", "client_secret_post"]).default("private_key_jwt"),
  ClientSecret: z
    .string()
    .refine(isArgon2Hash, "expected an Argon2id hash such as $argon2id$v=19$m=15360,t=2,p=1$…")
    .optional(),
  IdTokenSigningAlgorithm: z.enum(["ES256", "RS256"]).default("ES256"),
  SectorIdentifierUri: z.url({ protocol: /^https$/, error: "expected an https URL" }).optional(),
  SubjectType: z.enum(["pairwise", "public"]).default("pairwise"),
  PKCEEnforced: z.boolean().default(false),
  PermitMissingNonce: z.boolean().default(false),
  JarValidationRequired: z.boolean().default(false),
  IsActive: z.boolean().default(true),
});

/** The schema of one client registration, for `parseAsync`; defaults are those of production. */
export const clientRegistration = registrationFields
  .refine((client) => client.SubjectType === "public" || sectorHosts(client).size === 1, {
    path: ["SectorIdentifierUri"],
    error: "is required because RedirectUrls name several hosts",
  })
  .refine((client) => client.PublicKeySource === "STATIC" || client.JwksUrl, {
    path: ["JwksUrl"],
    error: "is required because PublicKeySource is JWKS",
  })
  .refine(
    ({ PublicKeySource, PublicKey, TokenAuthMethod }) =>
      PublicKeySource === "JWKS" || PublicKey || TokenAuthMethod === "client_secret_post",
    { path: ["PublicKey"], error: "is required because PublicKeySource is STATIC" },
  )
  .refine(({ TokenAuthMethod, ClientSecret }) => TokenAuthMethod !== "client_secret_post" || ClientSecret, {
    path: ["ClientSecret"],
    error: "is required because TokenAuthMethod is client_secret_post",
  })
  .refine(
    ({ TokenAuthMethod, IdentityVerificationSupported }) =>
      TokenAuthMethod !== "client_secret_post" || !IdentityVerificationSupported,
    {
      path: ["IdentityVerificationSupported"],
      error: "must be false: clients configured with client_secret_post cannot support identity verification",
    },
  );

type Registered = z.output<typeof clientRegistration>;

/** A client registration as written down: fields with a default may be left out. */
export type ClientRegistration = z.input<typeof clientRegistration>;

/** Lists that the configuration interface may fill with anything, as the official simulator's does. */
type Lists = "Scopes" | "Claims" | "ClientLoCs";
type Texts = "PublicKey" | "PublicKeySource" | "IdTokenSigningAlgorithm" | "TokenAuthMethod";

/** A client in use. */
export type Client = Omit<Registered, Lists | Texts> & {
  readonly [list in Lists]: readonly string[];
} & { readonly [text in Texts]: string };

/** Where production sends a browser or a message must be public and encrypted. */
export const productionRegistration = clientRegistration.superRefine((client, context) => {
  const { RedirectUrls, PostLogoutRedirectUrls, BackChannelLogoutUri, LandingPageUrl } = client;
  const fields = { RedirectUrls, PostLogoutRedirectUrls, BackChannelLogoutUri, LandingPageUrl };
  for (const [field, value] of Object.entries(fields)) {
    for (const url of [value ?? []].flat()) {
      const { protocol, hostname } = new URL(url);
      const isPublic =
        protocol === "https:" && hostname !== "localhost" && !/^127\.|^\[::1\]$/.test(hostname);
      const message = "must be https, and not localhost, in production";
      if (!isPublic) context.addIssue({ code: "custom", path: [field], message });
    }
  }
  const provesIdentity =
    client.ClientLoCs.some((level) => level !== "P0") && client.IdentityVerificationSupported;
  if (provesIdentity && !client.Claims.includes(claimNames.coreIdentity)) {
    context.addIssue({
      code: "custom",
      path: ["Claims"],
      message: "must include coreIdentityJWT to prove identities",
    });
  }
});

/** How strictly clients are looked at when they are loaded. */
const strictness = {
  simulator: registrationFields,
  registered: clientRegistration,
  production: clientRegistration.and(productionRegistration),
};
export type ClientRules = keyof typeof strictness;

/**
 * Validates client registrations.
 *
 * @param rules `registered`, or the stricter ones of production, or the simulator's
 * @returns the clients by ClientID, in their order
 * @throws {Error} naming each field that is wrong and what was expected
 */
export async function loadClients(
  data: readonly unknown[],
  rules: ClientRules = "registered",
): Promise<Map<string, Client>> {
  const result = await z.array(strictness[rules]).refine(areDistinct, unique).safeParseAsync(data);
  if (!result.success)
    throw new Error(`The clients of One Login are not valid:\n${z.prettifyError(result.error)}`);
  return new Map(
    result.data.map((client) => [client.ClientID, { ...client, PublicKey: client.PublicKey ?? "" }]),
  );
}

const unique = { error: "every ClientID must be unique" };

function areDistinct(clients: readonly { readonly ClientID: string }[]): boolean {
  return new Set(clients.map((client) => client.ClientID)).size === clients.length;
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

async function isRsaKey(text: string): Promise<boolean> {
  // One RSA key serves all six algorithms; which of them it is imported for here does not matter.
  const key = await importSPKI(pemOf(text), "RS256").catch(() => undefined);
  return key !== undefined && "modulusLength" in key.algorithm && Number(key.algorithm.modulusLength) >= 2048;
}
