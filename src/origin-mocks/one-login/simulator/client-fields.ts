/**
 * The one client of the official simulator, in its field names, to and from a client here.
 *
 * @module
 */
import { z } from "zod";
import type { Client } from "../clients.ts";

const texts = z.array(z.string());

/**
 * What `clientConfiguration` may say. As in the simulator the values are not held against any list, so
 * that tests can try what would not be registered; unlike there, a value of the wrong type is refused.
 */
export const clientFields = z.object({
  clientId: z.string().optional(),
  publicKeySource: z.string().optional(),
  publicKey: z.string().optional(),
  jwksUrl: z.string().optional(),
  scopes: texts.optional(),
  redirectUrls: texts.optional(),
  postLogoutRedirectUrls: texts.optional(),
  claims: texts.optional(),
  identityVerificationSupported: z.boolean().optional(),
  idTokenSigningAlgorithm: z.string().optional(),
  clientLoCs: texts.optional(),
  token_auth_method: z.string().optional(),
  client_secret_hash: z.string().optional(),
});

export type ClientFields = z.infer<typeof clientFields>;

/** A client with what the fields say; what they do not mention stays. */
export function withClientFields(client: Client, fields: ClientFields): Client {
  const { clientId, jwksUrl, client_secret_hash: hash } = fields;
  return {
    ...client,
    ClientID: clientId ?? client.ClientID,
    PublicKeySource: fields.publicKeySource ?? client.PublicKeySource,
    PublicKey: fields.publicKey ?? client.PublicKey,
    ...(jwksUrl !== undefined && { JwksUrl: jwksUrl }),
    Scopes: fields.scopes ?? client.Scopes,
    RedirectUrls: fields.redirectUrls ?? client.RedirectUrls,
    PostLogoutRedirectUrls: fields.postLogoutRedirectUrls ?? client.PostLogoutRedirectUrls,
    Claims: fields.claims ?? client.Claims,
    IdentityVerificationSupported:
      fields.identityVerificationSupported ?? client.IdentityVerificationSupported,
    IdTokenSigningAlgorithm: fields.idTokenSigningAlgorithm ?? client.IdTokenSigningAlgorithm,
    ClientLoCs: fields.clientLoCs ?? client.ClientLoCs,
    TokenAuthMethod: fields.token_auth_method ?? client.TokenAuthMethod,
    ...(hash !== undefined && { ClientSecret: hash }),
  };
}

/** A client in the simulator's field names. */
export function clientFieldsOf(client: Client): ClientFields {
  return {
    clientId: client.ClientID,
    publicKeySource: client.PublicKeySource,
    publicKey: client.PublicKey,
    jwksUrl: client.JwksUrl,
    scopes: [...client.Scopes],
    redirectUrls: [...client.RedirectUrls],
    postLogoutRedirectUrls: [...client.PostLogoutRedirectUrls],
    claims: [...client.Claims],
    identityVerificationSupported: client.IdentityVerificationSupported,
    idTokenSigningAlgorithm: client.IdTokenSigningAlgorithm,
    clientLoCs: [...client.ClientLoCs],
    token_auth_method: client.TokenAuthMethod,
    client_secret_hash: client.ClientSecret,
  };
}
