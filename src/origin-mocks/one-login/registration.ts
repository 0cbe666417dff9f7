/**
 * Dynamic client registration (RFC 7591), as One Login documented it until January 2022.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import { type Client, clientRegistration, loadClients } from "./clients.ts";
import { parseJson } from "./parameters.ts";
import type { Provider } from "./provider.ts";

const texts = z.array(z.string());

const metadata = z.looseObject({
  client_name: z.string().min(1),
  redirect_uris: texts.min(1),
  contacts: texts.default([]),
  scopes: texts.default(["openid"]),
  public_key: z.string(),
  post_logout_redirect_uris: texts.default([]),
  back_channel_logout_uri: z.string().optional(),
  subject_type: z.enum(["pairwise", "public"]).default("pairwise"),
  sector_identifier_uri: z.string().optional(),
  identity_verification_required: z.union([z.boolean(), z.enum(["true", "false"])]).default(false),
});
type Metadata = z.infer<typeof metadata>;

/** What the registration answers when something is wrong (RFC 7591 section 3.2.2). */
const errors = {
  redirect: ["invalid_redirect_uri", "One or more redirect_uri values are invalid"],
  scope: ["invalid_client_metadata", "Insufficient Scope"],
  key: ["invalid_client_metadata", "Invalid Public Key"],
  other: ["invalid_client_metadata", "Invalid Client Metadata"],
} as const;

/** `POST /connect/register` and `PUT /connect/register/{client_id}`. */
export function registration(provider: Provider): Hono {
  const app = new Hono();
  if (!provider.profile.dynamicRegistration) return app;
  const { clients } = provider;
  app.post("/connect/register", async (c) => {
    const sent = metadata.safeParse(parseJson(await c.req.text()));
    return sent.success ? register(c, provider, provider.randomText(20), sent.data) : refuse(c, "other");
  });
  app.put("/connect/register/:id", async (c) => {
    const id = c.req.param("id");
    const known = clients.get(id);
    if (!known) return refuse(c, "other");
    const body = parseJson(await c.req.text());
    const isObject = typeof body === "object" && body !== null;
    const sent = metadata.safeParse({ ...metadataOf(known), ...(isObject ? body : {}) });
    return isObject && sent.success ? register(c, provider, id, sent.data) : refuse(c, "other");
  });
  return app;
}

async function register(
  c: Context,
  { clients, clientRules }: Provider,
  id: string,
  sent: Metadata,
): Promise<Response> {
  const identity = String(sent.identity_verification_required) === "true";
  const wanted = {
    ClientID: id,
    ClientName: sent.client_name,
    RedirectUrls: sent.redirect_uris,
    Contacts: sent.contacts,
    Scopes: sent.scopes,
    PublicKey: sent.public_key,
    PostLogoutRedirectUrls: sent.post_logout_redirect_uris,
    ...(sent.back_channel_logout_uri && { BackChannelLogoutUri: sent.back_channel_logout_uri }),
    SubjectType: sent.subject_type,
    ...(sent.sector_identifier_uri && { SectorIdentifierUri: sent.sector_identifier_uri }),
    IdentityVerificationSupported: identity,
    ...(identity && { ClientLoCs: ["P0", "P2"] }),
  };
  const result = await clientRegistration.safeParseAsync(wanted);
  if (!result.success) return refuse(c, kindOf(result.error.issues[0]?.path[0]));
  // What is left to be wrong are addresses that production does not take.
  const loaded = await loadClients([result.data], clientRules).catch(() => undefined);
  const [client] = loaded?.values() ?? [];
  if (!client) return refuse(c, "redirect");
  clients.set(id, client);
  return c.json(publicView(client), 200);
}

function kindOf(field: PropertyKey | undefined): keyof typeof errors {
  if (field === "RedirectUrls") return "redirect";
  if (field === "Scopes") return "scope";
  return field === "PublicKey" ? "key" : "other";
}

function refuse(c: Context, kind: keyof typeof errors): Response {
  const [error, error_description] = errors[kind];
  return c.json({ error, error_description }, 400, { "Cache-Control": "no-store", Pragma: "no-cache" });
}

function metadataOf(client: Client): Record<string, unknown> {
  return {
    ...publicView(client),
    public_key: client.PublicKey,
    identity_verification_required: client.IdentityVerificationSupported,
  };
}

function publicView(client: Client) {
  return {
    client_name: client.ClientName,
    client_id: client.ClientID,
    redirect_uris: client.RedirectUrls,
    contacts: client.Contacts ?? [],
    scopes: client.Scopes,
    post_logout_redirect_uris: client.PostLogoutRedirectUrls,
    sector_identifier_uri: client.SectorIdentifierUri,
    subject_type: client.SubjectType,
    token_endpoint_auth_method: "private_key_jwt",
    response_type: "code",
  };
}
