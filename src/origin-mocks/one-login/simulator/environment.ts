/**
 * The official simulator's environment variables, under their own names and with its defaults.
 *
 * @module
 */
import type { AccountInput } from "../accounts.ts";
import type { ClientRegistration } from "../clients.ts";
import { type FaultKind, knownFaults } from "../faults.ts";
import type { Approval, Pkce } from "../options.ts";
import { claimNames } from "../vocabulary.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The key that the simulator expects of a service; its documentation has the private half. */
const defaultPublicKey = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAmXXR3EsRvUMVhEJMtQ1w
exJjfQ00Q0MQ7ARfShN53BnOQEPFnS/I8ntBddkKdE3q+vMTI72w6Fv3SsMM+ciR
2LIHdEQfKgsLt6PGNcV1kG6GG/3nSW3psW8w65Q3fmy81P1748qezDrVfaGrF4PD
XALzX1ph+nz8mpKmck6aY6LEUJ4B+TIfYzlKmmwFe3ri0spSW+J5wE9mmT3VkR2y
SuHRYHQlxlF9dfX7ltOTsbgJFzN6TO01ZQDhY0iLwzdGwhSxO6R6N/ZINYHCKFPa
QD+tdKsrw7QDIYnx0IiXFnkGnizl3UtqSmXAaceTvPM2Pz84x2JiwHrp2Sml6RYL
CQIDAQAB
-----END PUBLIC KEY-----
`;

/** What the simulator calls its keys for tokens, the first pair and the new one. */
export const keyNames = [
  { ES256: "b9162667-e025-4d93-8c5b-e538e6c792ac", RS256: "7334b718-3f29-44ef-8b65-e266a17daea5" },
  { ES256: "305e00b4-cfee-4966-bdab-1d8928a30e89", RS256: "5cdf2d21-3a7f-496a-bf00-74829f55d953" },
];

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
    PublicKey: environment.PUBLIC_KEY || defaultPublicKey,
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

/** A list divided by commas; undefined when there is none, or nothing in it. */
function list(text = ""): string[] | undefined {
  const members = text.split(",").map((member) => member.trim());
  const said = members.filter((member) => member !== "");
  return said.length > 0 ? said : undefined;
}
