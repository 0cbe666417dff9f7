/**
 * The official simulator's environment variables, under their own names and with its defaults.
 *
 * @module
 */
import type { AccountInput } from "../accounts.ts";
import type { ClientRegistration } from "../clients.ts";
import { type FaultKind, knownFaults } from "../faults.ts";
import type { Approval, Pkce } from "../provider.ts";
import { claimNames } from "../vocabulary.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the variables say; the client is validated where it is used. */
export interface SimulatorSettings {
  readonly baseUrl: string;
  readonly client: ClientRegistration | Record<string, unknown>;
  readonly person: AccountInput;
  readonly faults: Partial<Record<FaultKind, readonly string[]>>;
  readonly approval: Approval;
  readonly pkce: Pkce;
  /** Whether a second pair of token keys is published, and used. */
  readonly newKeys: { readonly published: boolean; readonly used: boolean };
}

/** @throws {Error} when a client that authenticates with a secret is to prove identities */
export function simulatorSettings(environment: Environment): SimulatorSettings {
  const published = environment.PUBLISH_NEW_ID_TOKEN_SIGNING_KEYS === "true";
  const faults = (kind: FaultKind, name: string) => knownFaults(kind, list(environment[name]) ?? []);
  return {
    baseUrl: (environment.SIMULATOR_URL || "http://localhost:3000").replace(/\/+$/, ""),
    client: client(environment),
    person: person(environment),
    faults: {
      authorise: faults("authorise", "AUTHORISE_ERRORS"),
      idToken: faults("idToken", "ID_TOKEN_ERRORS"),
      coreIdentity: faults("coreIdentity", "CORE_IDENTITY_ERRORS"),
    },
    approval: environment.INTERACTIVE_MODE === "true" ? "form" : "auto",
    pkce: environment.PKCE_ENABLED === "true" ? "enforced" : "off",
    newKeys: { published, used: published && environment.USE_NEW_ID_TOKEN_SIGNING_KEYS === "true" },
  };
}

function client(environment: Environment) {
  const method =
    environment.TOKEN_AUTH_METHOD === "client_secret_post" ? "client_secret_post" : "private_key_jwt";
  const identity = environment.IDENTITY_VERIFICATION_SUPPORTED !== "false";
  if (method === "client_secret_post" && identity) {
    throw new Error(
      "Clients configured with client_secret_post cannot support identity verification. Set IDENTITY_VERIFICATION_SUPPORTED=false.",
    );
  }
  const { coreIdentity, address, returnCode } = claimNames;
  return {
    ClientID: environment.CLIENT_ID || "HGIOgho9HIRhgoepdIOPFdIUWgewi0jw",
    ClientName: "Simulator client",
    PublicKeySource: environment.PUBLIC_KEY_SOURCE === "JWKS" ? "JWKS" : "STATIC",
    ...(environment.PUBLIC_KEY && { PublicKey: environment.PUBLIC_KEY }),
    ...(environment.JWKS_URL && { JwksUrl: environment.JWKS_URL }),
    Scopes: list(environment.SCOPES) ?? ["openid", "email", "phone"],
    RedirectUrls: list(environment.REDIRECT_URLS) ?? [
      "http://localhost:8080/oidc/authorization-code/callback",
    ],
    PostLogoutRedirectUrls: list(environment.POST_LOGOUT_REDIRECT_URLS) ?? [
      "http://localhost:8080/signed-out",
    ],
    Claims: list(environment.CLAIMS) ?? [coreIdentity, address, returnCode],
    IdentityVerificationSupported: identity,
    IdTokenSigningAlgorithm: environment.ID_TOKEN_SIGNING_ALGORITHM || "ES256",
    ClientLoCs: list(environment.CLIENT_LOCS) ?? ["P0", "P2"],
    TokenAuthMethod: method,
    ...(environment.CLIENT_SECRET_HASH && { ClientSecret: environment.CLIENT_SECRET_HASH }),
  };
}

function person(environment: Environment): AccountInput {
  const isStrict = environment.STRICT_SIMULATOR_COMPAT !== "false";
  return {
    id: "simulator-user",
    name: "Geoffrey Hearnshaw",
    subject: environment.SUB || "urn:fdc:gov.uk:2022:56P4CMsGh_02YOlWpd8PAOI-2sVlB2nsNU7mcLZYhYw=",
    email: environment.EMAIL || "test@example.com",
    emailVerified: environment.EMAIL_VERIFIED !== "false",
    // The simulator's own default is not as documented (E.164).
    phone: environment.PHONE_NUMBER || (isStrict ? "07123456789" : "+447123456789"),
    phoneVerified: environment.PHONE_NUMBER_VERIFIED !== "false",
    identity: {
      achieved: "P2",
      credential: {
        type: ["VerifiableCredential", "IdentityCheckCredential"],
        credentialSubject: {
          name: [
            {
              nameParts: [
                { value: "GEOFFREY", type: "GivenName" },
                { value: "HEARNSHAW", type: "FamilyName" },
              ],
            },
          ],
          birthDate: [{ value: "1955-04-19" }],
        },
      },
      addresses: [
        {
          addressCountry: "GB",
          buildingName: "",
          streetName: "FRAMPTON ROAD",
          postalCode: "GL1 5QB",
          buildingNumber: "26",
          addressLocality: "GLOUCESTER",
          validFrom: "2000-01-01",
          uprn: 100120472196,
          subBuildingName: "",
        },
      ],
      returnCodes: [],
    },
  };
}

/** A list divided by commas; undefined when there is none. */
function list(text: string | undefined): string[] | undefined {
  return text
    ?.split(",")
    .map((member) => member.trim())
    .filter((member) => member !== "");
}
