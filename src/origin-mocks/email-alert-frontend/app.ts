/**
 * The routes of email-alert-frontend, and what every answer of theirs says to caches and of the session.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { type Account, createAccount } from "../../personalisation/index.ts";
import { ApiError } from "../common/api-client.ts";
import { control } from "../common/control.ts";
import { createFailures } from "../common/failures.ts";
import { assets } from "../common/page.ts";
import { accountRoutes } from "./account-routes.ts";
import { type BrowserSession, readBrowserSession } from "./browser-session.ts";
import { manageRoutes } from "./manage-routes.ts";
import { plain, type Route } from "./routes.ts";
import type { Service } from "./service.ts";
import { signInRoutes } from "./sign-in-routes.ts";
import { signupRoutes } from "./signup-routes.ts";
import { subscriptionRoutes } from "./subscription-routes.ts";
import { unsubscribeRoutes } from "./unsubscribe-routes.ts";
import { createUpstream } from "./upstream.ts";
import { journeys } from "./views/journeys.ts";
import { createVisit, Refusal } from "./visit.ts";

/** The application and what resets it. */
export function createApp(service: Service): { app: Hono; reset(): void } {
  const { clock, manageLimit, confirmLimit, outboxUrl } = service;
  const failures = createFailures();
  const forget = () => {
    for (const limit of [manageLimit, confirmLimit]) limit.clear();
    service.faults.last = null;
  };
  const app = new Hono({ strict: false });
  app.use(failures.middleware);
  const state = () => ({ lastFault: service.faults.last });
  app.route("/__mock", control({ name: "email-alert-frontend", clock, failures, reset: forget, state }));
  app.use("/assets/*", assets(service.readAsset));
  app.get("/healthcheck/live", (c) => c.text("OK"));
  app.get("/healthcheck/ready", (c) =>
    c.json({ status: "ok", checks: { redis_connectivity: { status: "ok" } } }),
  );
  // Answered by the router alone, so nothing says that it varies.
  app.get("/email/authenticate", (c) => c.redirect(`${service.websiteRoot}/email/manage/authenticate`, 301));
  app.get("/", (c) => c.redirect(`${service.websiteRoot}/email/start`));
  app.get("/email/start", (c) => c.html(journeys(service)));

  const routes: readonly Route[] = [
    ...manageRoutes,
    ...signInRoutes(manageLimit, outboxUrl),
    ...subscriptionRoutes(confirmLimit, outboxUrl),
    ...accountRoutes(service.findContentItem),
    ...unsubscribeRoutes,
    ...signupRoutes(service.findContentItem),
  ];
  for (const route of routes) app.on(route.method, route.path, (c) => answer(c, route, service));
  app.notFound((c) => c.text("404 not found", 404));
  return {
    app,
    reset() {
      forget();
      failures.clear();
      clock.reset();
    },
  };
}

async function answer(c: Context, route: Route, service: Service): Promise<Response> {
  const account = createAccount(c.req.raw.headers);
  const { seal, isSecure, newToken } = service;
  const browser = await readBrowserSession(c.req.header("Cookie"), seal, isSecure, newToken);
  const response = await handle(c, route, service, account, browser).catch((error: unknown) =>
    errorAnswer(error, service),
  );
  const { headers } = response;
  headers.set("Cache-Control", "private, no-cache");
  account.apply(headers);
  // Rails adds what it knows of the rest to what the account says.
  if (headers.get("Cache-Control") === "no-store") headers.set("Cache-Control", "private, no-store");
  const cookie = await browser.cookie();
  if (cookie !== null) headers.append("Set-Cookie", cookie);
  return response;
}

async function handle(
  c: Context,
  route: Route,
  service: Service,
  account: Account,
  browser: BrowserSession,
): Promise<Response> {
  const parameters = await parametersOf(c);
  const isForm = route.method === "POST" && !route.open && service.checksForms;
  if (isForm && !browser.isFormToken(parameters.get("authenticity_token"))) {
    browser.clear();
    throw new Refusal(422);
  }
  const { headers } = c.req.raw;
  const { tokens, websiteRoot } = service;
  const upstream = createUpstream(service, headers);
  return route.handler(createVisit({ headers, account, browser, upstream, tokens, parameters, websiteRoot }));
}

/** As Rails merges them: the query goes before the form, and the path before both. */
async function parametersOf(c: Context): Promise<ReadonlyMap<string, string>> {
  const isForm = c.req.header("Content-Type")?.startsWith("application/x-www-form-urlencoded");
  const form = new URLSearchParams(isForm ? await c.req.text() : "");
  return new Map([...form, ...new URL(c.req.url).searchParams, ...Object.entries(c.req.param())]);
}

/** An API's refusal is passed on in a few words; what is gone has a status of its own. */
function errorAnswer(error: unknown, { faults }: Service): Response {
  if (error instanceof Refusal) return new Response(null, { status: error.status });
  const status = error instanceof ApiError ? (error.status ?? 500) : 500;
  if (status === 404) return plain(404, "not found");
  if (status === 403) return plain(403, "forbidden");
  if (status === 410) return plain(460, "gone");
  if (status >= 400 && status < 500) return plain(400, "bad request");
  faults.last = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return plain(500, "internal server error");
}
