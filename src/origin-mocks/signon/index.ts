/**
 * A mock of Signon: it tells an application who a bearer token belongs to and what its owner may do.
 *
 * @module
 */
import { Hono } from "hono";
import { z } from "zod";
import { type MovableClock, movableClock } from "../common/clock.ts";
import { control } from "../common/control.ts";
import { createFailures } from "../common/failures.ts";
import { createDirectory, type Directory, type SignonWorld } from "./directory.ts";
import { userRoutes } from "./users.ts";

/** What a Signon is made of. */
export interface SignonOptions {
  /** The applications, and the API users with their tokens. */
  readonly world: SignonWorld;
  /** The system's time by default. */
  readonly clock?: MovableClock;
}

/** A running Signon; `app.fetch` answers requests. */
export interface Signon {
  readonly app: Hono;
  readonly clock: MovableClock;
  /** Back to the start: the tokens of the world, new and not revoked, and the real time. */
  reset(): void;
}

/**
 * A Signon that knows the given API users. Its tokens are made when it starts and live two years.
 *
 * Besides the control interface that every mock has, `POST /__mock/revoke` `{"token"}` revokes a token
 * and `POST /__mock/suspend` `{"uid"}` suspends a user, which revokes all of the user's tokens.
 *
 * @throws {Error} when a token is for an application that is not registered
 * @example
 * const signon = createSignon({ world: loadWorld() });
 * await signon.app.request("/user.json", { headers: { Authorization: "Bearer ..." } });
 */
export function createSignon(options: SignonOptions): Signon {
  const clock = options.clock ?? movableClock();
  const directory = createDirectory(options.world, clock);
  const failures = createFailures();
  // The clock goes first: new tokens are made at the time that then holds.
  const reset = () => {
    clock.reset();
    failures.clear();
    directory.reset();
  };
  const controls = control({ name: "Signon", clock, failures, reset, state: () => describe(directory) });
  addControls(controls, directory);

  const app = new Hono();
  app.use(failures.middleware);
  app.route("/__mock", controls);
  app.use(async (c, next) => {
    await next();
    c.header("X-Frame-Options", "SAMEORIGIN");
  });
  app.get("/healthcheck/live", (c) => c.text("OK"));
  app.get("/healthcheck/ready", (c) => {
    const ok = { status: "ok" };
    return c.json({ ...ok, checks: { database_connectivity: ok, redis_connectivity: ok } });
  });
  app.route("/", userRoutes(directory, clock));
  app.notFound((c) => c.body(null, 404));
  return { app, clock, reset };
}

function addControls(controls: Hono, directory: Directory): void {
  controls.post("/revoke", async (c) => {
    const body = z.object({ token: z.string() }).safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ error: 'Expected JSON such as {"token": "..."}.' }, 400);
    const known = await directory.revoke(body.data.token);
    return known ? c.body(null, 204) : c.json({ error: "There is no such token." }, 404);
  });
  controls.post("/suspend", async (c) => {
    const body = z.object({ uid: z.string() }).safeParse(await c.req.json().catch(() => undefined));
    if (!body.success) return c.json({ error: 'Expected JSON such as {"uid": "..."}.' }, 400);
    const known = directory.suspend(body.data.uid);
    return known ? c.body(null, 204) : c.json({ error: "There is no user with this uid." }, 404);
  });
}

/** The tables without the tokens themselves: a person tells them apart by owner and application. */
function describe(directory: Directory): Record<string, unknown> {
  const time = (at: number | null) => at && new Date(at).toISOString();
  return {
    users: directory.users().map(({ uid, name, suspended }) => ({ uid, name, suspended })),
    accessTokens: directory.accessTokens().map((row) => ({
      owner: row.owner.name,
      application: row.application.name,
      createdAt: time(row.createdAt),
      expiresAt: time(row.createdAt + row.expiresIn),
      revokedAt: time(row.revokedAt),
      lastSyncedAt: time(row.lastSyncedAt),
    })),
  };
}
