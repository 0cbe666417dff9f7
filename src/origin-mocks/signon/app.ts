/**
 * The routes of one Signon, in front of its parts.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { control } from "../common/control.ts";
import { createFailures } from "../common/failures.ts";
import { assets } from "../common/page.ts";
import { apiUserRoutes } from "./api-users.ts";
import { applicationRoutes } from "./application-admin.ts";
import { authorizeEndpoint } from "./authorize.ts";
import { type BrowserEnv, signedIn, withSession } from "./browser.ts";
import { contractStates } from "./contract-states.ts";
import { addControls, describe, type Extras } from "./controls.ts";
import type { Signon } from "./index.ts";
import { organisationRoutes } from "./organisation-admin.ts";
import { ownAccountRoutes } from "./own-account.ts";
import { passwordRoutes } from "./passwords.ts";
import { restore, save } from "./saved.ts";
import type { Schedule } from "./schedule.ts";
import { secondFactorRoutes } from "./second-factor.ts";
import { securityHeaders } from "./security-headers.ts";
import { resetService, type Service } from "./service.ts";
import { signInRoutes } from "./sign-in.ts";
import { suspensionRoutes } from "./suspensions.ts";
import { sendPushes } from "./telling.ts";
import { tokenEndpoint } from "./token-endpoint.ts";
import { introspect, revoke } from "./token-inspection.ts";
import { userAdminRoutes } from "./user-admin.ts";
import { userFieldRoutes } from "./user-fields.ts";
import { userPermissionRoutes } from "./user-permissions.ts";
import { userSecurityRoutes } from "./user-security.ts";
import { userRoutes } from "./users.ts";

/** Forms and token requests are small. */
const MAX_BODY = 64 * 1024;

/** What is only for people who are signed in. */
const adminRoutes = [
  ownAccountRoutes,
  userAdminRoutes,
  userFieldRoutes,
  userSecurityRoutes,
  userPermissionRoutes,
  apiUserRoutes,
  suspensionRoutes,
  organisationRoutes,
  applicationRoutes,
];

/** One Signon, ready to answer. */
export function createApp(service: Service, schedule: Schedule, extras: Extras = {}): Signon {
  const { clock } = service;
  const failures = createFailures();
  // The clock goes first: new tokens are made at the time that then holds.
  const reset = () => {
    clock.reset();
    schedule.restart();
    failures.clear();
    resetService(service);
  };
  const state = () => {
    schedule.catchUp();
    return describe(service);
  };
  const controls = control({ name: "Signon", clock, failures, reset, state });
  addControls(controls, service, extras);

  const app = new Hono();
  app.use(failures.middleware);
  app.use(bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.body(null, 413) }));
  app.use(async (c, next) => {
    schedule.catchUp();
    await next();
    c.header("X-Frame-Options", "SAMEORIGIN");
    sendPushes(service);
  });
  app.route("/__mock", controls);
  // Behind the same guard as the controls: for this machine alone.
  controls.route("/pact", contractStates(service));
  app.post("/_pact/state", (c) => controls.fetch(new Request(new URL("/pact/state", c.req.url), c.req.raw)));
  app.use("/assets/*", assets(service.readAsset));
  addHealthChecks(app);
  app.route("/", userRoutes(service));
  addOauth(app, service);
  const pages = browserApp(service);
  app.all("*", (c) => dispatch(c, pages));
  return {
    ...{ app, clock, reset },
    settled: service.pushes.settled,
    save: () => save(service),
    restore(state) {
      restore(service, state);
      schedule.restart();
    },
  };
}

function addHealthChecks(app: Hono): void {
  app.get("/healthcheck/live", (c) => c.text("OK"));
  app.get("/healthcheck/ready", (c) => {
    const ok = { status: "ok" };
    return c.json({ ...ok, checks: { database_connectivity: ok, redis_connectivity: ok } });
  });
}

function addOauth(app: Hono, service: Service): void {
  app.on("POST", ["/oauth/access_token", "/oauth/token"], (c) => tokenEndpoint(c, service));
  app.post("/oauth/introspect", (c) => introspect(c, service));
  app.post("/oauth/revoke", (c) => revoke(c, service));
  app.on(["POST", "DELETE"], "/oauth/authorize", (c) => c.text("Not found", 404));
}

/** All that is for browsers. */
function browserApp(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  app.use(withSession(service));
  app.use(securityHeaders(service));
  app.get("/oauth/authorize", signedIn(service), (c) => authorizeEndpoint(c, service));
  for (const routes of [signInRoutes, secondFactorRoutes, passwordRoutes]) app.route("/", routes(service));
  for (const path of ["/users", "/api_users", "/suspensions", "/organisations", "/doorkeeper_applications"]) {
    app.use(`${path}/*`, signedIn(service));
  }
  app.use("/account/*", signedIn(service));
  for (const routes of adminRoutes) app.route("/", routes(service));
  app.notFound((c) => c.body(null, 404));
  return app;
}

/**
 * Hands a request of a browser on. Forms can only POST: what else they mean stands in a hidden field. No
 * page of another site may send one.
 */
async function dispatch(c: Context, pages: Hono<BrowserEnv>): Promise<Response> {
  const { method, headers, url } = c.req.raw;
  if (method === "GET" || method === "HEAD") return pages.fetch(c.req.raw);
  const origin = headers.get("Origin");
  if (origin !== null && !(URL.canParse(origin) && new URL(origin).host === new URL(url).host))
    return c.body(null, 403);
  const body = await c.req.text();
  const type = headers.get("Content-Type") ?? "";
  const meant = type.startsWith("application/x-www-form-urlencoded")
    ? new URLSearchParams(body).get("_method")?.toUpperCase()
    : undefined;
  const isOther = method === "POST" && (meant === "PUT" || meant === "PATCH" || meant === "DELETE");
  return pages.fetch(new Request(url, { method: isOther ? meant : method, headers, body }));
}
