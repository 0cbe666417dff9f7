/**
 * `POST /oauth/access_token` and `/oauth/token`: a code, or a refresh token, for an access token.
 *
 * @module
 */
import type { Context } from "hono";
import { base64url } from "jose";
import { authenticatedClient } from "./client-credentials.ts";
import { oauthError } from "./oauth-error.ts";
import { parametersOf } from "./parameters.ts";
import { isSameAddress } from "./redirect-uri.ts";
import type { Service } from "./service.ts";
import type { AccessToken, Application, AuthorizationCode } from "./tables.ts";
import { issueToken, WEB_TOKEN_LIFETIME } from "./tokens.ts";

/** A code lives ten minutes. */
const CODE_LIFETIME = 600_000;

/** Answers the exchange of a code or of a refresh token. */
export async function tokenEndpoint(c: Context, service: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const grantType = parameters.get("grant_type");
  if (!grantType) return oauthError("invalid_request", "The parameter grant_type is missing");
  if (grantType !== "authorization_code" && grantType !== "refresh_token")
    return oauthError("unsupported_grant_type", "Only authorization_code and refresh_token are offered");
  const missing = missingParameter(grantType, parameters);
  if (missing) return oauthError("invalid_request", `The parameter ${missing} is missing`);
  const application = authenticatedClient(c, parameters, service.tables);
  if (!application) return oauthError("invalid_client", "The client is not known by these credentials");
  return grantType === "refresh_token"
    ? refresh(parameters, application, service)
    : exchange(parameters, application, service);
}

function missingParameter(grantType: string, parameters: URLSearchParams): string | undefined {
  const needed = grantType === "refresh_token" ? ["refresh_token"] : ["code", "redirect_uri"];
  return needed.find((name) => !parameters.get(name));
}

async function exchange(
  parameters: URLSearchParams,
  application: Application,
  service: Service,
): Promise<Response> {
  const code = service.tables.codes.get(parameters.get("code") ?? "");
  const verifier = parameters.get("code_verifier");
  if (code?.challenge && !verifier)
    return oauthError("invalid_request", "The parameter code_verifier is missing");
  const isGood =
    code !== undefined &&
    code.revokedAt === null &&
    code.applicationId === application.id &&
    service.clock.now() <= code.createdAt + CODE_LIFETIME &&
    isSameAddress(parameters.get("redirect_uri") ?? "", code.redirectUri) &&
    (await isVerified(code, verifier));
  // Looked at again: another request may have used it while this one was computing.
  if (!isGood || code.revokedAt !== null)
    return oauthError("invalid_grant", "The code is not known, used, expired, or of another request");
  code.revokedAt = service.clock.now();
  return issued(service, code);
}

/** Proof Key for Code Exchange (RFC 7636 section 4.6). A verifier without a challenge is wrong, too. */
async function isVerified(
  { challenge, challengeMethod }: AuthorizationCode,
  verifier: string | null,
): Promise<boolean> {
  if (challenge === null || !verifier) return challenge === null && !verifier;
  if (challengeMethod === "plain") return verifier === challenge;
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64url.encode(new Uint8Array(digest)) === challenge;
}

function refresh(parameters: URLSearchParams, application: Application, service: Service): Response {
  const wanted = parameters.get("refresh_token");
  const old = [...service.tables.tokens.values()].find(({ refreshToken }) => refreshToken === wanted);
  if (!old || old.revokedAt !== null || old.applicationId !== application.id)
    return oauthError("invalid_grant", "The refresh token is not known, used, or of another client");
  old.revokedAt = service.clock.now();
  return issued(service, old);
}

function issued(service: Service, { userId, applicationId }: Pick<AccessToken, "userId" | "applicationId">) {
  const token = issueToken(service, { userId, applicationId, expiresIn: WEB_TOKEN_LIFETIME }, true);
  const body = {
    access_token: token.token,
    token_type: "Bearer",
    expires_in: token.expiresIn / 1000,
    refresh_token: token.refreshToken,
    created_at: Math.floor(token.createdAt / 1000),
  };
  return Response.json(body, {
    headers: { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" },
  });
}
