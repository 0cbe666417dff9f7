/**
 * Who is calling: bearer tokens checked against Signon, and the 401s, as gds-sso does both.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from "hono";
import { z } from "zod";
import type { Clock } from "./clock.ts";

/** Where Signon is, and who account-api is to it. */
export interface SignonClientOptions {
  readonly url: string;
  /** The uid of the application in Signon. */
  readonly clientId: string;
  /** The name of the application that asks; account-api by default. */
  readonly name?: string;
}

/** The check on callers. */
export interface CallerCheck {
  /** Middleware that lets only callers with this permission through. */
  require(permission: string): MiddlewareHandler;
  clear(): void;
}

const signonUser = z.object({ user: z.object({ permissions: z.array(z.string()) }) });
/** How long a good answer is believed, in milliseconds: a revoked token works that much longer. */
const BELIEVED = 300_000;
const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" };

/** Checks callers against a Signon, asking it at most every five minutes about one token. */
export function createCallerCheck(
  signon: SignonClientOptions,
  clock: Clock,
  fetcher: typeof fetch,
): CallerCheck {
  const believed = new Map<string, { permissions: readonly string[]; since: number }>();
  const url = new URL("/user.json", signon.url);
  url.searchParams.set("client_id", signon.clientId);

  /** Null when Signon refuses; that is never remembered. Throws when Signon cannot be asked. */
  async function permissions(token: string): Promise<readonly string[] | null> {
    const known = believed.get(token);
    const age = known ? clock.now() - known.since : Number.NaN;
    if (known && age >= 0 && age < BELIEVED) return known.permissions;
    const agent = `gds-sso/22.3.0 (${signon.name ?? "account-api"})`;
    const headers = { Authorization: `Bearer ${token}`, "User-Agent": agent };
    const response = await fetcher(url, { headers, redirect: "manual" });
    believed.delete(token);
    if (!response.ok) {
      await response.body?.cancel();
      return null;
    }
    const { user } = signonUser.parse(await response.json());
    believed.set(token, { permissions: user.permissions, since: clock.now() });
    return user.permissions;
  }

  return {
    require: (permission) => async (c, next) => {
      const token = bearerToken(c);
      const held = token === undefined ? null : await permissions(token);
      if (held === null) return unauthenticated(c);
      if (held.includes(permission)) return next();
      return lacksPermission(c, permission);
    },
    clear: () => believed.clear(),
  };
}

/** The 403 for a caller who is known, but may not do this. */
export function lacksPermission(c: Context, permission: string): Response {
  const message = `Sorry, you don't seem to have the ${permission} permission for this app.`;
  return c.json({ message }, 403, JSON_TYPE);
}

/**
 * Replaces every 401 by that of the single sign-on layer, whatever it was for: a caller cannot tell an
 * expired session from a bad token of its own, and headers of the answer are lost.
 */
export const replaceUnauthorized: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.res.status !== 401) return;
  const replacement = unauthenticated(c);
  // Assigning a response keeps the headers of the one before, unless there is none.
  c.res = undefined;
  c.res = replacement;
};

function unauthenticated(c: Context): Response {
  const [error, message] =
    bearerToken(c) === undefined
      ? ["invalid_request", "No bearer token was provided"]
      : ["invalid_token", "Bearer token does not appear to be valid"];
  const headers = { ...JSON_TYPE, "WWW-Authenticate": `Bearer error="${error}"` };
  return Response.json({ message }, { status: 401, headers });
}

/** The scheme is compared by case, unlike RFC 9110 section 11.1 says. */
function bearerToken(c: Context): string | undefined {
  return /^Bearer (.+)$/.exec(c.req.header("Authorization") ?? "")?.[1];
}
