/**
 * The two questions Signon answers about users: whose token is this, and who are these.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import type { Clock } from "../common/clock.ts";
import { authorize, permissionsOf, unauthorized } from "./bearer.ts";
import type { AccessToken, Directory } from "./directory.ts";

const JSON_TYPE = { "Content-Type": "application/json; charset=utf-8" };

/**
 * Routes for the root of Signon.
 *
 * | request | answer |
 * | --- | --- |
 * | `GET /user.json?client_id=` | the owner of the bearer token, with the permissions of its application |
 * | `GET /user` | 406: only JSON is offered |
 * | `GET /api/users?uuids[]=` | the users with these uids, for the application named "Signon API" |
 */
export function userRoutes(directory: Directory, clock: Clock): Hono {
  const app = new Hono();
  app.get("/user.json", async (c) => {
    const row = await ownToken(c, directory, clock);
    if (row instanceof Response) return row;
    row.lastSyncedAt = clock.now();
    return c.json({ user: userObject(row) }, 200, JSON_TYPE);
  });
  app.get("/user", async (c) => {
    const row = await ownToken(c, directory, clock);
    return row instanceof Response ? row : c.body(null, 406);
  });
  app.on("GET", ["/api/users", "/api/users.json"], async (c) => {
    const row = await authorize(c, directory.find, clock);
    if (row instanceof Response) return row;
    if (row.application.name !== "Signon API") return unauthorized();
    const wanted = new Set(new URL(c.req.url).searchParams.getAll("uuids[]"));
    const users = new Map(directory.users().map((user) => [user.uid, user]));
    const found = [...wanted].flatMap((uid) => users.get(uid) ?? []);
    const body = found.map(({ uid, name, email }) => ({ uid, name, email, organisation: null }));
    return c.json(body, 200, JSON_TYPE);
  });
  return app;
}

/** The row behind the request, if `client_id`, when it is given, names the token's own application. */
async function ownToken(c: Context, directory: Directory, clock: Clock): Promise<AccessToken | Response> {
  const row = await authorize(c, directory.find, clock);
  if (row instanceof Response) return row;
  const clientId = c.req.query("client_id");
  return clientId === undefined || clientId === row.application.uid ? row : unauthorized();
}

function userObject(row: AccessToken): Record<string, unknown> {
  const { uid, name, email, suspended } = row.owner;
  return {
    uid,
    name,
    email,
    permissions: suspended ? [] : [...permissionsOf(row)].sort(),
    organisation_slug: null,
    organisation_content_id: null,
    disabled: suspended,
  };
}
