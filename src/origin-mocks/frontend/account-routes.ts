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
import { AccountApiUnauthorized } from "./account-api-errors.ts";
import { locationOn, returnPath } from "./locations.ts";
import { refusal, refusalOf, type Step } from "./refusals.ts";

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
  app.on("GET", otherFormats, (c) => refusal(c, 406, "starting"));
  app.onError((error, c) => refusalOf(error, c, stepAt(c.req.path)));

  const starts = [...html("/account"), ...html("/sign-in/redirect")];
  app.on("GET", starts, htmlOnly, account, cacheControl("no-store"), async (c) => {
    const path = returnPath(c.req.header("Referer"), websiteRoot);
    // The state that account-api returns is thrown away, as in the real one: nothing binds it to the browser.
    const target = path === undefined ? yourServices : await accountApi(c.req.raw.headers).getSignInUrl(path);
    return c.redirect(urlWithAnalytics(target, query(c)));
  });

  const callback = html("/sign-in/callback");
  app.on("GET", callback, htmlOnly, refuseEmpty, account, cacheControl("no-store"), async (c) => {
    const [code, state] = [last(c, "code"), last(c, "state")];
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
      if (error instanceof AccountApiUnauthorized) return refusal(c, 400, "finishing");
      throw error;
    }
  });

  app.on("GET", html("/sign-out"), htmlOnly, account, cacheControl("no-store"), async (c) => {
    // First, so that the browser is signed out even when account-api fails.
    c.get("account").logout();
    return c.redirect(urlWithAnalytics(await accountApi(c.req.raw.headers).getEndSessionUrl(), query(c)));
  });

  app.on("GET", html("/account/home"), htmlOnly, account, cacheControl("no-cache"), (c) =>
    c.redirect(urlWithAnalytics(yourServices, query(c))),
  );
  return app;
}

/** A path, and the same with the one format there is. */
function html(path: string): string[] {
  return [path, `${path}.html`];
}

/** `/account.json` and the like. */
const otherFormats = [
  "/:file{(?:account|sign-out)\\.(?!html$)\\w+}",
  "/account/:file{home\\.(?!html$)\\w+}",
  "/sign-in/:file{(?:redirect|callback)\\.(?!html$)\\w+}",
];

const htmlOnly: MiddlewareHandler = async (c, next) => {
  const format = last(c, "format");
  return format === undefined || format === "html" ? next() : refusal(c, 406, "starting");
};

/** Rails refuses an empty required parameter before the action, and so without the account headers. */
const refuseEmpty: MiddlewareHandler = async (c, next) => {
  const [code, state] = [last(c, "code"), last(c, "state")];
  const bothPresent = code !== undefined && state !== undefined;
  return bothPresent && (code.trim() === "" || state.trim() === "") ? refusal(c, 400, "finishing") : next();
};

function stepAt(path: string): Step {
  if (path.startsWith("/sign-out")) return "leaving";
  return path.startsWith("/sign-in/callback") ? "finishing" : "starting";
}

function cacheControl(value: string): MiddlewareHandler {
  return (c, next) => {
    c.header("Cache-Control", value);
    return next();
  };
}

function query(c: Context): URLSearchParams {
  return new URL(c.req.url).searchParams;
}

/** Of several parameters with one name Rails takes the last. */
function last(c: Context, name: string): string | undefined {
  return query(c).getAll(name).at(-1);
}

/** Unlike the other redirects, the callback drops a blank `_ga`; an empty `cookie_consent` stays. */
function callbackAnalytics(params: URLSearchParams): Record<string, string> {
  const { _ga = "", ...others } = pickAnalytics(params);
  return _ga.trim() === "" ? others : { _ga, ...others };
}
