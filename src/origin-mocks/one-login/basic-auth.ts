/**
 * The integration environment stood behind HTTP basic authentication (RFC 7617) until 17 February 2025: the
 * pages for people, not what services call.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import type { Provider } from "./provider.ts";

/** A user and a password. */
export interface BasicAuth {
  readonly user: string;
  readonly password: string;
}

const pages =
  /^\/(?:sign-in(?:\/.*)?|create-account|confirm-email|security-code|share|prove-identity|your-services)$/;

/** Asks for the password before each page, if there is one at this date. */
export function basicChallenge({ basicAuth, profile, environment }: Provider): MiddlewareHandler {
  if (!basicAuth || !profile.basicAuth || environment === "production") return (_c, next) => next();
  const bytes = new TextEncoder().encode(`${basicAuth.user}:${basicAuth.password}`);
  const expected = btoa(String.fromCharCode(...bytes));
  return async (c, next) => {
    const [scheme, credentials] = (c.req.header("Authorization") ?? "").split(" ", 2);
    const isRight = scheme?.toLowerCase() === "basic" && credentials === expected;
    const refused = () =>
      c.text("Unauthorized", 401, { "WWW-Authenticate": 'Basic realm="GOV.UK One Login", charset="UTF-8"' });
    if (!isRight && pages.test(c.req.path)) return refused();
    await next();
    // Whoever is sent back to the service sees no page.
    const isPage = c.req.path === "/authorize" && c.res.status === 200;
    if (!isRight && isPage) c.res = refused();
    return undefined;
  };
}
