/**
 * The routes of account-api, in front of its parts.
 *
 * @module
 */
import { type Context, type ErrorHandler, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { replaceUnauthorized } from "../common/caller.ts";
import { control } from "../common/control.ts";
import { createFailures } from "../common/failures.ts";
import { type RailsStatus, railsError } from "../common/rails.ts";
import { showAttributes, updateAttributes } from "./attributes.ts";
import { callback } from "./callback.ts";
import { resetService, type Service } from "./service.ts";
import { signIn } from "./sign-in.ts";
import { endSession, showUser } from "./user-endpoints.ts";

/** An endpoint: it answers a request with the help of the parts. */
type Endpoint = (c: Context, service: Service) => Promise<Response>;

/** The application and what resets it. */
export function createApp(service: Service): { app: Hono; reset(): void } {
  const { clock, callers } = service;
  const failures = createFailures();
  const reset = () => {
    clock.reset();
    failures.clear();
    resetService(service);
  };
  const app = new Hono({ getPath: pathWithoutFormat });
  app.use(failures.middleware);
  const state = () => describe(service);
  app.route("/__mock", control({ name: "account-api", clock, failures, reset, state }));
  if (service.unauthorizedBody === "warden") app.use(replaceUnauthorized);
  addHealthChecks(app);

  const internalApp = callers.require("internal_app");
  const endpoint = (handle: Endpoint) => (c: Context) => handle(c, service);
  app.get("/api/oauth2/sign-in", internalApp, endpoint(signIn));
  app.post("/api/oauth2/callback", internalApp, endpoint(callback));
  app.get("/api/oauth2/end-session", internalApp, endpoint(endSession));
  app.get("/api/user", internalApp, endpoint(showUser));
  app.get("/api/attributes", internalApp, endpoint(showAttributes));
  app.patch("/api/attributes", internalApp, endpoint(updateAttributes));
  app.notFound((c) => railsError(c, 404));
  app.onError(errorAnswer(service));
  return { app, reset };
}

/** Every route takes a trailing format, `/api/user.json`, and a trailing slash, as Rails does. */
function pathWithoutFormat(request: Request): string {
  const { pathname } = new URL(request.url);
  const path = pathname.length > 1 && pathname.endsWith("/") ? pathname.slice(0, -1) : pathname;
  return path.replace(/\.[^./]+$/, "");
}

function addHealthChecks(app: Hono): void {
  app.get("/healthcheck/live", (c) => c.text("OK"));
  app.get("/healthcheck/ready", (c) => {
    const ok = { status: "ok" };
    return c.json({ ...ok, checks: { database_connectivity: ok, rails_cache: ok, redis_connectivity: ok } });
  });
}

/** 401 leaves with an empty body; what nobody caught is a 500 that does not say why. */
function errorAnswer(service: Service): ErrorHandler {
  return (error, c) => {
    if (error instanceof HTTPException && error.status === 401) return c.body(null, 401);
    const status: RailsStatus = error instanceof HTTPException && error.status === 400 ? 400 : 500;
    if (status === 500) service.faults.last = `${error.name}: ${error.message}`;
    return railsError(c, status);
  };
}

/** For `GET /__mock`: no states, nonces or session values. */
function describe({ stores, faults }: Service): Record<string, unknown> {
  return {
    users: stores.users
      .list()
      .map(({ id, sub, email, emailVerified }) => ({ id, sub, email, emailVerified })),
    signInAttempts: stores.attempts.count(),
    lastFault: faults.last,
    sensitiveFaults: faults.sensitive,
  };
}
