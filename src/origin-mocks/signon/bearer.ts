/**
 * Whether Signon accepts a bearer token. Signon's own check comes first and says nothing but 401;
 * only for a token it knows does Doorkeeper explain (RFC 6750 section 3) what is wrong.
 *
 * @module
 */
import type { Context } from "hono";
import type { Clock } from "../common/clock.ts";
import type { AccessToken, Directory } from "./directory.ts";

/**
 * The token row behind a request, or the 401 to answer with.
 *
 * @param find how to look a token up
 */
export async function authorize(
  c: Context,
  find: Directory["find"],
  clock: Clock,
): Promise<AccessToken | Response> {
  const token = presentedToken(c);
  const row = token === undefined ? undefined : await find(token);
  if (!row || !permissionsOf(row).has("signin")) return unauthorized();
  if (row.revokedAt !== null) return invalidToken("The access token was revoked");
  if (clock.now() > row.createdAt + row.expiresIn) return invalidToken("The access token expired");
  return row;
}

/** A 401 as Signon gives it: nothing but the status. */
export function unauthorized(): Response {
  return new Response(null, { status: 401 });
}

/** What the token's owner may do in the token's application. */
export function permissionsOf(row: AccessToken): ReadonlySet<string> {
  return row.owner.permissions.get(row.application.uid) ?? new Set();
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
