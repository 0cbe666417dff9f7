/**
 * The control interface every mock has at /__mock: reset, move the clock, switch failures on.
 * It is for the person at the keyboard and for tests; the mocks only listen on loopback.
 *
 * @module
 */
import { Hono, type MiddlewareHandler } from "hono";
import { z } from "zod";
import { type MovableClock, staysInCalendar } from "./clock.ts";
import type { Failures } from "./failures.ts";

/** What the control interface of a mock acts on. */
export interface ControlOptions {
  readonly name: string;
  readonly clock: MovableClock;
  readonly failures: Failures;
  /** Forgets everything that happened since the start. */
  reset(): void;
  /** What `GET /__mock` shows besides clock and failures; never a secret. */
  state?(): Record<string, unknown>;
}

/** It is for this machine alone: not for whoever comes through an edge, nor for a page of another site. */
export const forThisMachine: MiddlewareHandler = async (c, next) => {
  if (c.req.header("via") !== undefined) return c.notFound();
  const origin = c.req.header("origin");
  if (origin !== undefined && origin !== new URL(c.req.url).origin) {
    return c.json({ error: "Pages of other sites may not control a mock." }, 403);
  }
  await next();
  c.header("Cache-Control", "no-store");
  return undefined;
};

const clockWish = z
  .object({ advance: z.number().optional(), freeze: z.boolean().optional() })
  .refine(({ advance, freeze }) => advance !== undefined || freeze !== undefined);

/**
 * Moves the clock, stops it or lets it go on, as JSON asks.
 *
 * @returns false when the JSON asks for nothing of that kind, or for no date; then nothing has changed
 */
export function setClock(clock: MovableClock, body: unknown): boolean {
  const wish = clockWish.safeParse(body);
  if (!wish.success) return false;
  const { advance = 0, freeze } = wish.data;
  if (!staysInCalendar(clock, advance)) return false;
  if (freeze !== undefined) clock.freeze(freeze);
  clock.advance(advance);
  return true;
}

/** What to send to set the clock. */
export const expectedClock = 'Expected JSON such as {"advance": 3600}, in seconds, or {"freeze": true}.';

/**
 * Routes for `app.route("/__mock", control(...))`.
 *
 * | request | effect |
 * | --- | --- |
 * | `GET /__mock` | time, failures and state |
 * | `POST /__mock/reset` | as at the start |
 * | `POST /__mock/clock` `{"advance": seconds}` | moves the clock |
 * | `POST /__mock/clock` `{"freeze": true}` | it stands still, until `false` |
 * | `GET /__mock/failures` | those that are on |
 * | `POST /__mock/failures` `{"method","path","status","delay","drop","invalidJson","times"}` | switches a failure on |
 * | `DELETE /__mock/failures` | switches all of them off |
 */
export function control(options: ControlOptions): Hono {
  const { clock, failures } = options;
  const app = new Hono();
  app.use(forThisMachine);
  app.get("/", (c) =>
    c.json({
      mock: options.name,
      time: new Date(clock.now()).toISOString(),
      failures: failures.list(),
      ...options.state?.(),
    }),
  );
  app.post("/reset", (c) => {
    options.reset();
    failures.clear();
    clock.reset();
    return c.body(null, 204);
  });
  app.post("/clock", async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    if (!setClock(clock, body)) return c.json({ error: expectedClock }, 400);
    return c.json({ time: new Date(clock.now()).toISOString() });
  });
  app.post("/failures", async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined);
    try {
      failures.add(body);
    } catch (error) {
      return c.json({ error: error instanceof Error ? error.message : String(error) }, 400);
    }
    return c.json({ failures: failures.list() });
  });
  app.get("/failures", (c) => c.json({ failures: failures.list() }));
  app.delete("/failures", (c) => {
    failures.clear();
    return c.body(null, 204);
  });
  return app;
}
