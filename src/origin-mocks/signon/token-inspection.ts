/**
 * `POST /oauth/introspect` (RFC 7662) and `POST /oauth/revoke` (RFC 7009), for an application's own tokens.
 *
 * @module
 */
import type { Context } from "hono";
import { authenticatedClient } from "./client-credentials.ts";
import { oauthError } from "./oauth-error.ts";
import { parametersOf } from "./parameters.ts";
import { expiryOf, isLive } from "./queries.ts";
import type { Service } from "./service.ts";
import type { AccessToken, Tables } from "./tables.ts";

const HEADERS = { "Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store" };

/** Whether a token is good; of other applications' tokens it says no more than that they are not. */
export async function introspect(c: Context, { tables, clock }: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const application = authenticatedClient(c, parameters, tables);
  if (!application) return oauthError("invalid_client", "The client is not known by these credentials");
  const token = findToken(tables, parameters);
  const isActive = token && token.applicationId === application.id && isLive(token, clock.now());
  if (!isActive) return Response.json({ active: false }, { headers: HEADERS });
  const seconds = (at: number) => Math.floor(at / 1000);
  const times = { exp: seconds(expiryOf(token)), iat: seconds(token.createdAt) };
  const answer = { active: true, client_id: application.uid, token_type: "Bearer", ...times };
  return Response.json(answer, { headers: HEADERS });
}

/** Ends a token; one that nobody knows is as good as ended. */
export async function revoke(c: Context, { tables, clock }: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const token = findToken(tables, parameters);
  const application = authenticatedClient(c, parameters, tables);
  if (token && token.applicationId !== application?.id)
    return oauthError("unauthorized_client", "Only the client that a token is for may end it");
  if (token) token.revokedAt ??= clock.now();
  return Response.json({}, { headers: HEADERS });
}

function findToken({ tokens }: Tables, parameters: URLSearchParams): AccessToken | undefined {
  const wanted = parameters.get("token") ?? "";
  return tokens.get(wanted) ?? [...tokens.values()].find(({ refreshToken }) => refreshToken === wanted);
}
