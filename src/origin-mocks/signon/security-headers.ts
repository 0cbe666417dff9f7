/**
 * What a browser may do on Signon's pages: no script, no frame elsewhere, forms to here only.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { addressIn } from "./addresses.ts";
import type { BrowserEnv } from "./browser.ts";
import type { Service } from "./service.ts";

/** Headers on every page. */
export function securityHeaders(service: Service): MiddlewareHandler<BrowserEnv> {
  return async (c, next) => {
    await next();
    // After the sign-in form some browsers look at where its redirects end: at an application.
    const targets = [...service.tables.applications.values()].flatMap(({ redirectUri }) => {
      const address = addressIn(service, redirectUri);
      return address === null ? [] : new URL(address).origin;
    });
    const policy = [
      "default-src 'none'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self' data:",
      "base-uri 'none'",
      `form-action ${["'self'", ...new Set(targets)].join(" ")}`,
      "frame-ancestors 'self'",
    ];
    c.header("Content-Security-Policy", policy.join("; "));
    c.header("Referrer-Policy", "same-origin");
    c.header("X-Content-Type-Options", "nosniff");
  };
}
