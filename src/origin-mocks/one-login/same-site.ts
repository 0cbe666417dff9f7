/**
 * Keeps pages of other sites, which a developer's browser may have open, from setting up this mock.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import type { Provider } from "./provider.ts";

/** Refuses what a page of another site sent, and hides from whoever comes through an edge. */
export function ownPagesOnly(provider: Provider): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.header("via") !== undefined) return c.notFound();
    const origin = c.req.header("origin");
    const ours = [new URL(c.req.url).origin, ...provider.ownUrls.map((url) => new URL(url).origin)];
    if (origin !== undefined && !ours.includes(origin)) return c.text("Not from another site.", 403);
    await next();
    c.header("Cache-Control", "no-store");
    return undefined;
  };
}
