/**
 * The routes of email-alert-api, in front of its parts.
 *
 * @module
 */
import { type Context, type ErrorHandler, Hono, type MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { z } from "zod";
import { replaceUnauthorized } from "../common/caller.ts";
import { control } from "../common/control.ts";
import { createFailures } from "../common/failures.ts";
import { hourly } from "../common/hourly.ts";
import { assets } from "../common/page.ts";
import { railsError } from "../common/rails.ts";
import * as account from "./account-endpoints.ts";
import * as delivery from "./delivery-endpoints.ts";
import * as lists from "./list-endpoints.ts";
import { nullifySubscribers } from "./nullify.ts";
import { outboxPage } from "./outbox-page.ts";
import type { Service } from "./service.ts";
import { setUpState } from "./states.ts";
import * as subscribers from "./subscriber-endpoints.ts";
import * as subscriptions from "./subscription-endpoints.ts";
import { RecordNotFound, ValidationFailure } from "./validation.ts";

/** An endpoint: it answers a request with the help of the parts. */
type Endpoint = (c: Context, service: Service) => Promise<Response>;

type Route = readonly [method: string, path: string, endpoint: Endpoint];

const endpoints: readonly Route[] = [
  ["GET", "/subscribers/govuk-account/:govuk_account_id", account.findByAccount],
  ["POST", "/subscribers/govuk-account", account.authenticate],
  ["POST", "/subscribers/govuk-account/link", account.link],
  ["POST", "/subscribers/auth-token", subscribers.sendManageLink],
  ["PATCH", "/subscribers/:id", subscribers.changeAddress],
  ["DELETE", "/subscribers/:id", subscribers.unsubscribeAll],
  ["GET", "/subscribers/:id/subscriptions", subscribers.listSubscriptions],
  ["POST", "/subscriptions", subscriptions.subscribe],
  ["POST", "/subscriptions/auth-token", subscriptions.sendConfirmLink],
  ["GET", "/subscriptions/:id", subscriptions.showSubscription],
  ["GET", "/subscriptions/:id/latest", subscriptions.showLatest],
  ["PATCH", "/subscriptions/:id", subscriptions.changeFrequency],
  ["POST", "/unsubscribe/:id", subscriptions.unsubscribe],
  ["GET", "/subscriber-lists", lists.findList],
  ["POST", "/subscriber-lists", lists.findOrCreateList],
  ["GET", "/subscriber-lists/:slug", lists.showList],
  ["PATCH", "/subscriber-lists/:slug", lists.updateList],
  ["POST", "/subscriber-lists/:slug/bulk-unsubscribe", lists.bulkUnsubscribe],
  ["POST", "/content-changes", lists.receiveContentChange],
];

/** For who delivers the emails, and for nobody else. */
const deliveryEndpoints: readonly Route[] = [
  ["POST", "/status-updates", delivery.receiveStatus],
  ["POST", "/spam-reports", delivery.receiveSpamReport],
];

/** The application and what resets it. */
export function createApp(service: Service): { app: Hono; reset(): void } {
  const { clock } = service;
  const failures = createFailures();
  const reset = () => {
    clock.reset();
    failures.clear();
    service.reset();
  };
  const app = new Hono({ getPath: pathWithoutFormat });
  app.use(failures.middleware);
  const state = () => describe(service);
  const controls = control({ name: "email-alert-api", clock, failures, reset, state });
  addControls(controls, service);
  app.route("/__mock", controls);
  app.post("/_pact/state", (c) => controls.fetch(new Request(new URL("/state", c.req.url), c.req.raw)));
  app.use("/assets/*", assets(service.readAsset));
  addHealthChecks(app);
  app.use(runHourly(service));
  if (service.unauthorizedBody === "warden") app.use(replaceUnauthorized);
  const add = (routes: readonly Route[], mayCall: MiddlewareHandler) => {
    for (const [method, path, endpoint] of routes) app.on(method, path, mayCall, (c) => endpoint(c, service));
  };
  add(endpoints, callerCheck(service));
  add(deliveryEndpoints, callerCheck(service, "status_updates"));
  addPushes(app, service);
  app.notFound((c) => railsError(c, 404));
  app.onError(errorAnswer(service));
  return { app, reset };
}

/** The format that Rails takes at the end of a path, and a slash. A page of the mock keeps its name. */
function pathWithoutFormat(request: Request): string {
  const { pathname } = new URL(request.url);
  if (/^\/(__mock|assets)\//.test(pathname)) return pathname;
  return pathname.replace(/(?!^)\/$/, "").replace(/\.json$/, "");
}

/** As Pact's verifier sends it, before an interaction and after it. */
const stateChange = z.object({
  state: z.string().nullable(),
  action: z.enum(["setup", "teardown"]).optional(),
});

/** Besides what every mock has: the outbox, the states of the contract, and the hourly job on demand. */
function addControls(controls: Hono, service: Service): void {
  controls.get("/outbox", (c) => c.html(outboxPage(service.outbox.list())));
  controls.get("/outbox.json", (c) => c.json({ emails: service.outbox.list() }));
  controls.post("/nullify", async (c) => c.json({ nullified: await nullifySubscribers(service) }));
  controls.post("/state", async (c) => {
    const body = stateChange.safeParse(await c.req.json().catch(() => undefined));
    const name = body.data?.action === "teardown" ? null : body.data?.state;
    if (name === undefined || !setUpState(service, name)) {
      return c.json({ error: 'Expected JSON such as {"state": "a subscriber exists"}.' }, 400);
    }
    return c.json({ state: name });
  });
}

function addHealthChecks(app: Hono): void {
  app.get("/healthcheck/live", (c) => c.text("OK"));
  app.get("/healthcheck/ready", (c) => {
    const ok = { status: "ok" };
    return c.json({ ...ok, checks: { database_connectivity: ok, redis_connectivity: ok } });
  });
}

/** Not waited for: the job may ask account-api, which may ask this service. */
function runHourly(service: Service): MiddlewareHandler {
  const sweep = hourly(service.clock, () => {
    nullifySubscribers(service).catch((error: unknown) => remember(service, error));
  });
  return (_c, next) => {
    sweep();
    return next();
  };
}

function callerCheck({ auth, callers }: Service, permission = "internal_app"): MiddlewareHandler {
  return auth === "mock" ? (_c, next) => next() : callers.require(permission);
}

/**
 * What Signon tells of users who change. It makes no difference here: who calls is believed for five minutes,
 * whatever was pushed meanwhile, and then asked about anew.
 */
function addPushes(app: Hono, service: Service): void {
  const mayPush = callerCheck(service, "user_update_permission");
  const taken = (c: Context) => c.body("", 200, { "Content-Type": "text/plain" });
  app.put("/auth/gds/api/users/:uid", mayPush, taken);
  app.post("/auth/gds/api/users/:uid/reauth", mayPush, taken);
}

function errorAnswer(service: Service): ErrorHandler {
  return (error, c) => {
    if (error instanceof ValidationFailure) {
      const json = { "Content-Type": "application/json; charset=utf-8" };
      return c.json({ error: "Unprocessable Entity", details: error.details }, 422, json);
    }
    if (error instanceof RecordNotFound) return railsError(c, 404);
    if (error instanceof HTTPException && error.status === 401) return c.body(null, 401);
    if (error instanceof HTTPException && error.status === 400) return railsError(c, 400);
    remember(service, error);
    return railsError(c, 500);
  };
}

function remember({ faults }: Service, error: unknown): void {
  faults.last = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** For `GET /__mock`: no tokens, and nothing of sessions. */
function describe({ tables, outbox, faults }: Service): Record<string, unknown> {
  return {
    subscribers: tables.subscribers
      .list()
      .map(({ id, address, govukAccountId }) => ({ id, address, govukAccountId })),
    subscriptions: tables.subscriptions.list(),
    lists: tables.lists.list().map(({ id, slug, title, url }) => ({ id, slug, title, url })),
    emails: outbox.list().length,
    lastFault: faults.last,
  };
}
