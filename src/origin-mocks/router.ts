/**
 * Which application a path of the website belongs to, as GOV.UK's router knows it.
 *
 * @module
 */
import { Hono } from "hono";

/** The applications behind the router. */
interface Applications {
  readonly frontend: Hono;
  readonly emailAlertFrontend: Hono;
  readonly accountApi: Hono;
}

/**
 * Sends what has to do with emails to email-alert-frontend, the one public part of account-api there, and
 * everything else to frontend.
 *
 * @example
 * const router = createRouter({ frontend: a.app, emailAlertFrontend: b.app, accountApi: c.app });
 */
export function createRouter({ frontend, emailAlertFrontend, accountApi }: Applications): Hono {
  const app = new Hono();
  app.all("/email/*", (c) => emailAlertFrontend.fetch(c.req.raw, c.env));
  app.all("/email-signup/*", (c) => emailAlertFrontend.fetch(c.req.raw, c.env));
  app.all("/:page{.+}/email-signup", (c) => emailAlertFrontend.fetch(c.req.raw, c.env));
  app.all("/api/personalisation/*", (c) => accountApi.fetch(c.req.raw, c.env));
  app.all("*", (c) => frontend.fetch(c.req.raw, c.env));
  return app;
}
