/**
 * What can be done to the whole stack at once, at `/__world` of the router's port: reset, snapshot and restore, the
 * clock, who called whom, failures. For this machine alone, and only under its own name: snapshots hold secrets.
 *
 * @module
 */
import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { CallLog } from "./calls.ts";
import type { MovableClock } from "./common/clock.ts";
import { expectedClock, forThisMachine, setClock } from "./common/control.ts";
import { isObject } from "./common/parameters.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Service, type ServiceName, serviceNames } from "./wiring.ts";

/** What the interface acts on. */
export interface WorldControls {
  readonly clock: MovableClock;
  readonly calls: CallLog;
  /** The services as they are now: a restore may replace them. */
  services(): Readonly<Record<ServiceName, Service>>;
  reset(): void;
  save(): Snapshot;
  restore(state: unknown): Promise<void>;
  /** Host names under which all this answers; those of this machine by default. */
  isOwnName?(hostname: string): boolean;
}

/**
 * Routes for `app.route("/__world", worldApi(...))`.
 *
 * | request | effect |
 * | --- | --- |
 * | `POST /__world/reset` | as at the start |
 * | `GET /__world/snapshot`, `PUT /__world/snapshot` | everything as JSON, and back |
 * | `POST /__world/clock` `{"advance": seconds}`, `{"freeze": true}` | moves or stops the clock of all services |
 * | `GET /__world/calls?request-id=…&since=…`, `DELETE /__world/calls` | who called whom |
 * | `GET`, `POST`, `DELETE /__world/failures` `{"service": "account-api", …}` | failures of one service |
 */
export function worldApi(controls: WorldControls): Hono {
  const { clock } = controls;
  const app = new Hono();
  app.use(forThisMachine, under(controls.isOwnName ?? ofThisMachine));
  app.post("/reset", (c) => {
    controls.reset();
    return c.body(null, 204);
  });
  app.get("/snapshot", (c) => c.json(controls.save()));
  app.put("/snapshot", async (c) => {
    try {
      await controls.restore(await jsonOf(c));
      return c.body(null, 204);
    } catch (error) {
      return c.json({ error: error instanceof Error ? error.message : String(error) }, 400);
    }
  });
  app.post("/clock", async (c) => {
    if (!setClock(clock, await jsonOf(c))) return c.json({ error: expectedClock }, 400);
    return c.json({ time: new Date(clock.now()).toISOString() });
  });
  addCalls(app, controls);
  addFailures(app, controls);
  app.notFound((c) => c.json({ error: "There is no such thing here." }, 404));
  return app;
}

function addCalls(app: Hono, { calls }: WorldControls): void {
  app.get("/calls", (c) => {
    const since = c.req.query("since");
    const isId = since !== undefined && /^\d+$/.test(since);
    const after =
      since === undefined ? undefined : isId ? { id: Number(since) } : { time: Date.parse(since) };
    if (after?.time !== undefined && Number.isNaN(after.time)) {
      return c.json(
        { error: "Expected since to be the id of a call, or a time such as 2026-01-31T12:00:00Z." },
        400,
      );
    }
    return c.json({ calls: calls.list(c.req.query("request-id"), after) });
  });
  app.delete("/calls", (c) => {
    calls.clear();
    return c.body(null, 204);
  });
}

/** Each service has its own failures; here they are asked for by its name. */
function addFailures(app: Hono, { services }: WorldControls): void {
  const ask = (name: ServiceName, method: string, body?: unknown) =>
    services()[name].app.request("http://127.0.0.1/__mock/failures", {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  app.get("/failures", async (c) => {
    const listed = serviceNames.map(async (name) => [name, await (await ask(name, "GET")).json()] as const);
    return c.json(Object.fromEntries(await Promise.all(listed)));
  });
  app.post("/failures", async (c) => {
    const body = await jsonOf(c);
    const { service = undefined, ...failure } = isObject(body) ? body : {};
    const name = serviceNames.find((each) => each === service);
    if (!name) return c.json({ error: `Expected "service" to be one of ${serviceNames.join(", ")}.` }, 400);
    return ask(name, "POST", failure);
  });
  app.delete("/failures", async (c) => {
    await Promise.all(serviceNames.map((name) => ask(name, "DELETE")));
    return c.body(null, 204);
  });
}

/** A page whose name was made to lead to this machine has that name in Host. */
function under(isOwnName: (hostname: string) => boolean): MiddlewareHandler {
  return async (c, next) => (isOwnName(new URL(c.req.url).hostname) ? next() : c.notFound());
}

function ofThisMachine(hostname: string): boolean {
  return /^(?:127(?:\.\d+){3}|\[::1\]|localhost|.+\.localhost)$/.test(hostname);
}

async function jsonOf(c: Context): Promise<unknown> {
  return c.req.json().catch(() => undefined);
}
