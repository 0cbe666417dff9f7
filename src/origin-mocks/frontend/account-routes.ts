/**
 * Signing in and out: /account, /sign-in/callback, /sign-out and /account/home.
 *
 * @module
 */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import {
  type AccountEnvironment,
  buildUrl,
  personalisation,
  pickAnalytics,
  urlWithAnalytics,
} from "../../personalisation/index.ts";
import type { AccountApi } from "./account-api-client.ts";
import { AccountApiError, AccountApiUnauthorized, AccountApiUnresolved } from "./account-api-errors.ts";
import { locationOn, returnPath } from "./locations.ts";

/** What the account routes need to know. */
export interface AccountRouteOptions {
  readonly websiteRoot: string;
  /** One Login's "your services" page. */
  readonly yourServices: string;
  accountApi(incoming: Headers): AccountApi;
}

/** The account routes, to be mounted at `/`. */
export function accountRoutes({
  websiteRoot,
  yourServices,
  accountApi,
}: AccountRouteOptions): Hono<AccountEnvironment> {
  const app = new Hono<AccountEnvironment>({ strict: false });
  const account = personalisation();
  app.on("GET", otherFormats, (c) => c.body(null, 406));
  app.onError(answerError);

  app.on("GET", ["/account", "/sign-in/redirect"], htmlOnly, account, cacheControl("no-store"), async (c) => {
    const path = returnPath(c.req.header("Referer"), websiteRoot);
    // The state that account-api returns is thrown away, as in the real one: nothing binds it to the browser.
    const target = path === undefined ? yourServices : await accountApi(c.req.raw.headers).getSignInUrl(path);
    return c.redirect(urlWithAnalytics(target, query(c)));
  });

  app.get("/sign-in/callback", htmlOnly, refuseEmpty, account, cacheControl("no-store"), async (c) => {
    const { code, state } = c.req.query();
    // Also how One Login reports an error: it sends no code.
    if (code === undefined || state === undefined) return c.redirect(websiteRoot);
    try {
      const signedIn = await accountApi(c.req.raw.headers).validateAuthResponse(code, state);
      const location = locationOn(
        websiteRoot,
        signedIn.redirectPath?.trim() ? signedIn.redirectPath : "/account/home",
      );
      c.get("account").setSession(signedIn.session);
      return c.redirect(buildUrl(location, callbackAnalytics(query(c))));
    } catch (error) {
      if (error instanceof AccountApiUnauthorized) return c.body(null, 400);
      throw error;
    }
  });

  app.get("/sign-out", htmlOnly, account, cacheControl("no-store"), async (c) => {
    // First, so that the browser is signed out even when account-api fails.
    c.get("account").logout();
    return c.redirect(urlWithAnalytics(await accountApi(c.req.raw.headers).getEndSessionUrl(), query(c)));
  });

  app.get("/account/home", htmlOnly, account, cacheControl("no-cache"), (c) =>
    c.redirect(urlWithAnalytics(yourServices, query(c))),
  );
  return app;
}

/** `/account.json` and the like. */
const otherFormats = [
  "/:file{(?:account|sign-out)\\.(?!html$)\\w+}",
  "/account/:file{home\\.(?!html$)\\w+}",
  "/sign-in/:file{(?:redirect|callback)\\.(?!html$)\\w+}",
];

const htmlOnly: MiddlewareHandler = async (c, next) => {
  const format = c.req.query("format");
  return format === undefined || format === "html" ? next() : c.body(null, 406);
};

/** Rails refuses an empty required parameter before the action, and so without the account headers. */
const refuseEmpty: MiddlewareHandler = async (c, next) => {
  const { code, state } = c.req.query();
  const bothPresent = code !== undefined && state !== undefined;
  return bothPresent && (code.trim() === "" || state.trim() === "") ? c.body(null, 400) : next();
};

function cacheControl(value: string): MiddlewareHandler {
  return (c, next) => {
    c.header("Cache-Control", value);
    return next();
  };
}

function query(c: Context): URLSearchParams {
  return new URL(c.req.url).searchParams;
}

/** Unlike the other redirects, the callback drops a blank `_ga`; an empty `cookie_consent` stays. */
function callbackAnalytics(params: URLSearchParams): Record<string, string> {
  const { _ga = "", ...others } = pickAnalytics(params);
  return _ga.trim() === "" ? others : { _ga, ...others };
}

/** A refusal is passed on, everything else is an outage; none has a body. */
function answerError(error: Error, c: Context): Response {
  if (!(error instanceof AccountApiError) || error instanceof AccountApiUnresolved) throw error;
  const { status } = error;
  return c.body(null, status === 403 || status === 404 || status === 410 ? status : 503);
}
