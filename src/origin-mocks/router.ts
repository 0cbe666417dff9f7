/**
 * Which application a path of the website belongs to, as GOV.UK's router knows it.
 *
 * @module
 */
import { Hono } from "hono";

/**
 * Sends `/email` and what is below it to email-alert-frontend, and everything else to frontend.
 *
 * @example
 * const router = createRouter(frontend.app, emailAlertFrontend.app);
 */
export function createRouter(frontend: Hono, emailAlertFrontend: Hono): Hono {
  const app = new Hono();
  app.all("/email/*", (c) => emailAlertFrontend.fetch(c.req.raw, c.env));
  app.all("*", (c) => frontend.fetch(c.req.raw, c.env));
  return app;
}
