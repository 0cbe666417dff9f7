/**
 * The account in a Hono app.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { type Account, type AccountOptions, createAccount } from "./account.ts";

/** What the middleware adds to a Hono app, for `new Hono<AccountEnvironment>()`. */
export interface AccountEnvironment {
  Variables: { account: Account };
}

/**
 * Middleware that gives handlers `c.get("account")`, and writes what became of it to their response:
 * also over their own Cache-Control, as a response that changes the session must not be stored. Used again
 * on the way of the same request it only replaces, if told, what the response varies on.
 *
 * @example
 * app.use(personalisation());
 * app.get("/", (c) => c.text(c.get("account").loggedIn ? "Hello again" : "Hello"));
 */
export function personalisation(options: AccountOptions = {}): MiddlewareHandler<AccountEnvironment> {
  return async (c, next) => {
    // A second one on the way of a request would not know what the other's account is told.
    const outer: Account | undefined = c.get("account");
    if (outer) {
      if (options.vary) outer.varyOn(options.vary);
      return next();
    }
    const account = createAccount(c.req.raw.headers, options);
    c.set("account", account);
    await next();
    // A copy, as the headers of a response that came from fetch cannot be changed. Emptied first,
    // since Hono would otherwise write the headers of the old response over those of the new one.
    const response = new Response(c.res.body, c.res);
    account.apply(response.headers);
    c.res = undefined;
    c.res = response;
  };
}
