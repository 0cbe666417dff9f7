/**
 * The headers that every answer of One Login carries.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";

/**
 * Nothing but our own style sheet and fonts. Forms may lead anywhere over http, because browsers apply
 * `form-action` to the redirect back to the service as well.
 */
const policy =
  "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'";

/** Sets the headers on what the later handlers answer. */
export const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.res.headers.set("Content-Security-Policy", policy);
  c.res.headers.set("X-Content-Type-Options", "nosniff");
  c.res.headers.set("X-Frame-Options", "DENY");
  // With "no-referrer" browsers would hide the origin of our own forms from us.
  c.res.headers.set("Referrer-Policy", "same-origin");
};
