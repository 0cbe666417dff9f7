/**
 * What services read to find their way: discovery (OpenID Connect Discovery section 4), the signing
 * keys, and the vectors of trust in use.
 *
 * @module
 */
import { Hono } from "hono";
import { assertionAlgorithms } from "./client-assertion.ts";
import { knownClaims } from "./clients.ts";
import type { Provider } from "./provider.ts";

const aDay = "max-age=86400";

/** `GET /.well-known/openid-configuration`, `/.well-known/jwks.json` and `/trustmark`. */
export function discovery(provider: Provider): Hono {
  const app = new Hono();
  const { issuer } = provider;
  app.get("/.well-known/openid-configuration", (c) =>
    c.json(metadata(provider), 200, {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": aDay,
    }),
  );
  app.get("/.well-known/jwks.json", (c) => c.json(provider.keys.published, 200, { "Cache-Control": aDay }));
  app.get("/trustmark", (c) =>
    c.json({
      idp: issuer,
      trustmark_provider: issuer,
      C: ["Cl", "Cl.Cm"],
      P: ["P0", "P1", "P2", "P3"],
    }),
  );
  return app;
}

/** Exactly the members of the official simulator; its own tests compare the whole object. */
function metadata({ baseUrl, issuer }: Provider) {
  return {
    authorization_endpoint: `${baseUrl}/authorize`,
    token_endpoint: `${baseUrl}/token`,
    issuer,
    jwks_uri: `${baseUrl}/.well-known/jwks.json`,
    scopes_supported: ["openid", "email", "phone"],
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code"],
    token_endpoint_auth_methods_supported: ["private_key_jwt", "client_secret_post"],
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    ui_locales_supported: ["en", "cy"],
    service_documentation: "https://docs.sign-in.service.gov.uk/",
    op_policy_uri: "https://signin.account.gov.uk/privacy-notice",
    op_tos_uri: "https://signin.account.gov.uk/terms-and-conditions",
    request_parameter_supported: true,
    trustmarks: `${baseUrl}/trustmark`,
    subject_types_supported: ["public", "pairwise"],
    userinfo_endpoint: `${baseUrl}/userinfo`,
    end_session_endpoint: `${baseUrl}/logout`,
    id_token_signing_alg_values_supported: ["ES256", "RS256"],
    claim_types_supported: ["normal"],
    claims_supported: [
      "sub",
      "email",
      "email_verified",
      "phone_number",
      "phone_number_verified",
      ...knownClaims,
    ],
    request_uri_parameter_supported: false,
    code_challenge_methods_supported: ["S256"],
  };
}
