/**
 * An app of Hono's that gives the origin's pages through Hono's cache middleware.
 *
 * @module
 */
import { Hono } from "hono";
import { cache } from "hono/cache";
import { accountHeaders } from "./account-headers.ts";

interface Bindings {
  readonly ORIGIN_URL: string;
  /** The names that pages vary on, with commas between. */
  readonly VARY: string;
}

const app = new Hono<{ Bindings: Bindings }>();
// The middleware has to be told beforehand what a page may vary on.
app.use((c, next) => cache({ cacheName: "pages", vary: c.env.VARY })(c, next));
app.get("*", (c) => fetch(c.env.ORIGIN_URL + c.req.path, { headers: c.req.raw.headers }));

export default {
  fetch(request: Request, env: Bindings, context: Parameters<typeof app.fetch>[2]) {
    const headers = new Headers(request.headers);
    const account = accountHeaders(headers.get("cookie") ?? "");
    headers.delete("cookie");
    for (const [name, value] of Object.entries(account)) headers.set(name, value);
    return app.fetch(new Request(request, { headers }), env, context);
  },
};
