/**
 * The form on which a client is edited: its fields, and what is wrong with them. They have the names of the
 * production registration.
 *
 * @module
 */
import { z } from "zod";
import type { Language } from "../common/page.ts";
import { type ClientTexts, clientTexts } from "./client-texts.ts";
import { type Client, clientRegistration, loadClients, productionRegistration } from "./clients.ts";
import { parseJson, type RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { claims, scopes } from "./vocabulary.ts";

/** Fields with one line of text, which may be empty but for the first two. */
export const lineFields = [
  "ClientID",
  "ClientName",
  "BackChannelLogoutUri",
  "LandingPageUrl",
  "JwksUrl",
  "ClientSecret",
  "SectorIdentifierUri",
] as const;
/** Fields with an address on each line. */
export const listFields = ["RedirectUrls", "PostLogoutRedirectUrls"] as const;
/** Fields of which several may be ticked. */
export const setFields = { Scopes: scopes, Claims: claims, ClientLoCs: ["P0", "P1", "P2", "P3"] } as const;
/** Fields with one choice. */
export const choiceFields = {
  TokenAuthMethod: ["private_key_jwt", "client_secret_post"],
  PublicKeySource: ["STATIC", "JWKS"],
  IdTokenSigningAlgorithm: ["ES256", "RS256"],
  SubjectType: ["pairwise", "public"],
} as const;
/** Fields that are on or off. */
export const switchFields = [
  "IdentityVerificationSupported",
  "PKCEEnforced",
  "PermitMissingNonce",
  "JarValidationRequired",
  "IsActive",
] as const;

/** A registration as it is wanted, before anything is known of its fields. */
export type WantedClient = Readonly<Record<string, unknown>>;

/** What was read: a client, or what is wrong, by field; what is said of the pasted text is said of `client`. */
export type ReadClient =
  | { readonly client: Client }
  | { readonly wanted: WantedClient; readonly errors: ReadonlyMap<string, string> };

/** What the page shows for somebody new. */
export const newClient: WantedClient = {
  ClientID: "my-service",
  ClientName: "My service",
  RedirectUrls: ["http://localhost:8080/callback"],
  PostLogoutRedirectUrls: ["http://localhost:8080/"],
  Scopes: ["openid", "email"],
  ClientLoCs: ["P0"],
  TokenAuthMethod: "private_key_jwt",
  PublicKeySource: "STATIC",
  IdTokenSigningAlgorithm: "ES256",
  SubjectType: "pairwise",
  IsActive: true,
};

const jsonObject = z.record(z.string(), z.unknown());

/**
 * Reads the form, or what was pasted into it.
 *
 * @param registry the clients that there are; the fields of the one named `original` stay where the form has none
 */
export async function readClient(
  form: RequestParameters,
  registry: Pick<Provider, "clients" | "clientRules">,
  language: Language,
): Promise<ReadClient> {
  const texts = clientTexts(language);
  const { clients, clientRules } = registry;
  const original = form.get("original") ?? "";
  const known = clients.get(original);
  const pasted = form.get("client");
  const json = pasted ? jsonObject.safeParse(parseJson(pasted)).data : fromFields(form, known);
  if (!json) return { wanted: known ?? newClient, errors: new Map([["client", texts.notJson]]) };
  const isTaken = json.ClientID !== original && clients.has(String(json.ClientID));
  if (isTaken) return { wanted: json, errors: new Map([["ClientID", `ClientID: ${texts.taken}`]]) };
  return validated(json, clientRules, texts);
}

function fromFields(form: RequestParameters, known: Client | undefined): WantedClient {
  const text = (name: string) => form.get(name)?.trim() || undefined;
  const lines = (name: string) => (form.get(name) ?? "").split(/\r?\n/).flatMap((line) => line.trim() || []);
  const ticked = (name: string, values: readonly string[]) =>
    values.filter((value) => form.get(`${name}.${value}`) === "true");
  return {
    ...known,
    ...Object.fromEntries(lineFields.map((name) => [name, text(name)])),
    ...Object.fromEntries(listFields.map((name) => [name, lines(name)])),
    ...Object.fromEntries(Object.entries(setFields).map(([name, values]) => [name, ticked(name, values)])),
    ...Object.fromEntries(Object.keys(choiceFields).map((name) => [name, text(name)])),
    ...Object.fromEntries(switchFields.map((name) => [name, form.get(name) === "true"])),
    PublicKey: text("PublicKey"),
    // A hash that is known is not sent to the page, so an empty field says nothing of it.
    ClientSecret: text("ClientSecret") ?? known?.ClientSecret,
  };
}

async function validated(
  wanted: WantedClient,
  rules: Provider["clientRules"],
  texts: ClientTexts,
): Promise<ReadClient> {
  const result = await clientRegistration.safeParseAsync(wanted);
  if (!result.success) return { wanted, errors: errorsOf(result.error, texts) };
  const live = rules === "production" && (await productionRegistration.safeParseAsync(wanted));
  if (live && !live.success) return { wanted, errors: productionErrorsOf(live.error, texts) };
  const [client] = (await loadClients([result.data], rules)).values();
  return client ? { client } : { wanted, errors: new Map([["client", texts.notValid]]) };
}

function productionErrorsOf({ issues }: z.ZodError, texts: ClientTexts): ReadonlyMap<string, string> {
  const fields = issues.map(({ path }) => String(path[0]));
  const text = (field: string) => (field === "Claims" ? texts.claimsInProduction : texts.inProduction);
  return new Map(fields.map((field) => [field, `${field}: ${text(field)}`]));
}

function errorsOf({ issues }: z.ZodError, texts: ClientTexts): ReadonlyMap<string, string> {
  const errors = new Map<string, string>();
  for (const issue of issues) {
    if (issue.code === "unrecognized_keys") {
      errors.set("client", `${texts.unknownField} ${issue.keys.join(", ")}`);
      continue;
    }
    const field = String(issue.path[0] ?? "");
    const expected: string = new Map(Object.entries(texts)).get(`expected${field}`) ?? texts.notValid;
    const isShown = field in texts;
    errors.set(isShown ? field : "client", `${field}: ${expected}`);
  }
  return errors;
}
