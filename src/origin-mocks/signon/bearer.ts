/**
 * Whether Signon accepts a bearer token. Signon's own check comes first and says nothing but 401;
 * only for a token it knows does Doorkeeper explain (RFC 6750 section 3) what is wrong.
 *
 * @module
 */
import type { Context } from "hono";
import { expiryOf, hasAccess } from "./queries.ts";
import type { Service } from "./service.ts";
import type { AccessToken, Application, User } from "./tables.ts";

/** A token that is good, with what belongs to it. */
export interface Authorized {
  readonly token: AccessToken;
  readonly owner: User;
  readonly application: Application;
}

/** Who is behind the request's token, or the 401 to answer with. */
export function authorize(c: Context, { tables, clock }: Service): Authorized | Response {
  const token = tables.tokens.get(presentedToken(c) ?? "");
  const owner = tables.users.get(token?.userId ?? -1);
  const application = tables.applications.get(token?.applicationId ?? -1);
  if (!token || !owner || !application) return unauthorized();
  if (!hasAccess(tables, owner.id, application.id)) return unauthorized();
  if (token.revokedAt !== null) return invalidToken("The access token was revoked");
  if (clock.now() > expiryOf(token)) return invalidToken("The access token expired");
  return { token, owner, application };
}

/** A 401 as Signon gives it: nothing but the status. */
export function unauthorized(): Response {
  return new Response(null, { status: 401 });
}

/** Doorkeeper reads the header first (its scheme in any case), then the two parameters. */
function presentedToken(c: Context): string | undefined {
  const header = /^Bearer (.+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
  return header ?? (c.req.query("access_token") || c.req.query("bearer_token") || undefined);
}

function invalidToken(description: string): Response {
  return new Response(null, {
    status: 401,
    headers: {
      "WWW-Authenticate": `Bearer realm="Doorkeeper", error="invalid_token", error_description="${description}"`,
      "Cache-Control": "no-store",
    },
  });
}
