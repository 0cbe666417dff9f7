/**
 * The routes of account-api, in front of its parts.
 *
 * @module
 */
import { type Context, type ErrorHandler, Hono, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { lacksPermission, replaceUnauthorized } from "../common/caller.ts";
import { control } from "../common/control.ts";
import { createFailures } from "../common/failures.ts";
import { type RailsStatus, railsError } from "../common/rails.ts";
import { showAttributes, updateAttributes } from "./attributes.ts";
import { backChannelLogout } from "./back-channel-logout.ts";
import { callback } from "./callback.ts";
import { checkEmailSubscription } from "./check-email-subscription.ts";
import { matchByEmail } from "./match-by-email.ts";
import { deleteUser, updateUser } from "./oidc-users.ts";
import { routedPath, subjectPattern } from "./paths.ts";
import { restore, save } from "./saved.ts";
import { resetService, type Service } from "./service.ts";
import { signIn } from "./sign-in.ts";
import { setUpState } from "./states.ts";
import { endSession, showUser } from "./user-endpoints.ts";

/** An endpoint: it answers a request with the help of the parts. */
type Endpoint = (c: Context, service: Service) => Promise<Response>;

type Permission = "internal_app" | "update_protected_attributes" | "user_update_permission";

/** Each with the permission that its callers need; null for everybody. */
const endpoints: readonly (readonly [string, string, Permission | null, Endpoint])[] = [
  ["GET", "/api/oauth2/sign-in", "internal_app", signIn],
  ["POST", "/api/oauth2/callback", "internal_app", callback],
  ["GET", "/api/oauth2/end-session", "internal_app", endSession],
  ["GET", "/api/user", "internal_app", showUser],
  ["GET", "/api/user/match-by-email", "internal_app", matchByEmail],
  ["GET", "/api/attributes", "internal_app", showAttributes],
  ["PATCH", "/api/attributes", "internal_app", updateAttributes],
  ["PUT", "/api/oidc-users/:subject", "update_protected_attributes", updateUser],
  ["PATCH", "/api/oidc-users/:subject", "update_protected_attributes", updateUser],
  ["DELETE", "/api/oidc-users/:subject", "update_protected_attributes", deleteUser],
  ["GET", "/api/personalisation/check-email-subscription", null, checkEmailSubscription],
  ["POST", "/api/oidc_events/backchannel_logout", null, backChannelLogout],
  // What Signon tells of users who change: who calls is asked about anew every five minutes anyway.
  ["PUT", "/auth/gds/api/users/:uid", "user_update_permission", taken],
  ["POST", "/auth/gds/api/users/:uid/reauth", "user_update_permission", taken],
];

/** What answers requests, and what can be done to it. */
export interface Application {
  readonly app: Hono;
  /** Back to the start: nobody known, no caller cached, the provider to be discovered anew, the real time. */
  reset(): void;
  /** Users, sign-in attempts, tombstones, logout notices and tokens as JSON. It has people's addresses. */
  save(): Record<string, unknown>;
  /** Puts back what `save` gave. @throws {Error} naming each field that is wrong; then nothing has changed */
  restore(state: unknown): void;
}

/** The application of a service. */
export function createApp(service: Service): Application {
  const { clock, mode, stores } = service;
  const failures = createFailures();
  const reset = () => {
    clock.reset();
    failures.clear();
    resetService(service);
  };
  const app = new Hono({ getPath: (request) => routedPath(request, mode) });
  app.use(failures.middleware);
  const state = () => describe(service);
  app.route("/__mock", control({ name: "account-api", clock, failures, reset, state }));
  addStates(app, service);
  if (service.unauthorizedBody === "warden") app.use(replaceUnauthorized);
  addHealthChecks(app);
  for (const [method, path, permission, handle] of endpoints) {
    const route = path.replace(":subject", subjectPattern(mode));
    app.on(method, route, callerCheck(service, permission), (c) => handle(c, service));
  }
  app.notFound((c) => railsError(c, 404));
  app.onError(errorAnswer(service));
  return { app, reset, save: () => save(stores), restore: (saved) => restore(stores, saved) };
}

/** Without Signon, whoever calls has what the dummy user of gds-sso has: not the permission to push. */
function callerCheck({ auth, callers }: Service, permission: Permission | null): MiddlewareHandler {
  if (permission === null) return (_c, next) => next();
  if (auth !== "mock") return callers.require(permission);
  const isHeld = permission !== "user_update_permission";
  return async (c, next) => (isHeld ? next() : lacksPermission(c, permission));
}

async function taken(c: Context): Promise<Response> {
  return c.body("", 200, { "Content-Type": "text/plain" });
}

/** As Pact's verifier sends it, before an interaction and after it. */
const stateChange = z.object({
  state: z.string().nullish(),
  action: z.enum(["setup", "teardown"]).optional(),
});

/** The states of the contract; with none, there is nothing. */
function addStates(app: Hono, service: Service): void {
  app.post("/_pact/state", async (c) => {
    // For this machine alone, like the control interface.
    if (c.req.header("via") !== undefined || c.req.header("origin") !== undefined) return c.notFound();
    const body = stateChange.safeParse(await c.req.json().catch(() => undefined));
    const name = body.data?.action === "teardown" ? null : (body.data?.state ?? null);
    if (!body.success || !setUpState(service, name)) {
      return c.json({ error: 'Expected JSON such as {"state": "there is a valid user session"}.' }, 400);
    }
    return c.json({ state: name });
  });
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
    const status = error instanceof HTTPException ? statuses.find((one) => one === error.status) : undefined;
    if (status === undefined) service.faults.last = `${error.name}: ${error.message}`;
    return railsError(c, status ?? 500);
  };
}

const statuses: readonly RailsStatus[] = [400, 422, 503];

/** For `GET /__mock`: no states, nonces or session values. */
function describe({ mode, stores, faults }: Service): Record<string, unknown> {
  return {
    mode,
    users: stores.users
      .list()
      .map(({ id, sub, email, emailVerified }) => ({ id, sub, email, emailVerified })),
    signInAttempts: stores.attempts.count(),
    logoutNotices: stores.logoutNotices.size,
    lastFault: faults.last,
    sensitiveFaults: faults.sensitive,
  };
}
