/**
 * What services read to find their way: discovery (OpenID Connect Discovery section 4), the signing
 * keys, the DID document, and the vectors of trust in use.
 *
 * @module
 */
import { Hono } from "hono";
import { cors } from "hono/cors";
import { checksPkce } from "./authorization-rules.ts";
import { assertionAlgorithms } from "./client-assertion.ts";
import { signInHost } from "./hosts.ts";
import { didController } from "./identity-claims.ts";
import type { Provider } from "./provider.ts";
import { claimsOf } from "./vocabulary.ts";

const aDay = "max-age=86400";

/** `GET /.well-known/openid-configuration`, `/.well-known/jwks.json`, `/.well-known/did.json`, `/trustmark`. */
export function discovery(provider: Provider): Hono {
  const app = new Hono();
  // Public documents, which single-page tools read from other origins.
  app.use("/.well-known/*", cors({ origin: "*", allowMethods: ["GET"] }));
  app.use("/trustmark", cors({ origin: "*", allowMethods: ["GET"] }));
  app.get("/.well-known/openid-configuration", (c) =>
    c.json(metadata(provider), 200, {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": aDay,
    }),
  );
  app.get("/.well-known/jwks.json", async (c) =>
    c.json(await provider.keys.published(), 200, { "Cache-Control": `max-age=${provider.jwksMaxAge}` }),
  );
  app.get("/.well-known/did.json", async (c) => {
    if (!provider.profile.didDocument) return c.notFound();
    return c.json(await didDocument(provider), 200, { "Cache-Control": "max-age=3600, private" });
  });
  app.get("/trustmark", (c) =>
    c.json({
      idp: provider.issuer,
      trustmark_provider: provider.issuer,
      C: ["Cl", "Cl.Cm"],
      P: ["P0", "P1", "P2", "P3"],
    }),
  );
  return app;
}

async function didDocument({ identityUrl, keys }: Provider) {
  const id = didController(identityUrl);
  const published = await keys.identity.published();
  return {
    "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
    id,
    assertionMethod: published.map(({ kid, jwk: { kty, x, y, crv, alg } }) => ({
      type: "JsonWebKey",
      id: `${id}#${kid}`,
      controller: id,
      publicKeyJwk: { kty, x, y, crv, alg },
    })),
  };
}

/** The members of the official simulator, and those only when it is to be like it: its tests compare all. */
function metadata(provider: Provider) {
  const { baseUrl, internalUrl, issuer, profile } = provider;
  const pages = signInHost(provider.environment);
  return {
    authorization_endpoint: `${baseUrl}/authorize`,
    token_endpoint: `${internalUrl}/token`,
    issuer,
    jwks_uri: `${internalUrl}/.well-known/jwks.json`,
    scopes_supported: ["openid", "email", "phone", ...(profile.refreshTokens ? ["offline_access"] : [])],
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", ...(profile.refreshTokens ? ["refresh_token"] : [])],
    token_endpoint_auth_methods_supported: [
      "private_key_jwt",
      ...(profile.clientSecrets ? ["client_secret_post"] : []),
    ],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    ui_locales_supported: ["en", "cy"],
    service_documentation: "https://docs.sign-in.service.gov.uk/",
    op_policy_uri: `${pages}/privacy-notice`,
    op_tos_uri: `${pages}/terms-and-conditions`,
    request_parameter_supported: profile.requestObjects,
    trustmarks: `${baseUrl}/trustmark`,
    subject_types_supported: ["public", "pairwise"],
    userinfo_endpoint: `${internalUrl}/userinfo`,
    end_session_endpoint: `${baseUrl}/logout`,
    id_token_signing_alg_values_supported: ["ES256", "RS256"],
    claim_types_supported: ["normal"],
    claims_supported: [
      "sub",
      "email",
      "email_verified",
      "phone_number",
      "phone_number_verified",
      ...claimsOf(profile),
    ],
    request_uri_parameter_supported: false,
    ...(checksPkce(provider) && { code_challenge_methods_supported: ["S256"] }),
    ...(profile.dynamicRegistration && { registration_endpoint: `${baseUrl}/connect/register` }),
    ...(!provider.likeSimulator && {
      backchannel_logout_supported: true,
      claims_parameter_supported: true,
      ...(profile.responseMode && { response_modes_supported: ["query", "fragment"] }),
    }),
  };
}
