/**
 * The two questions Signon answers about users: whose token is this, and who are these.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { type Authorized, authorize, unauthorized } from "./bearer.ts";
import { userByUid } from "./queries.ts";
import type { Service } from "./service.ts";
import type { Tables, User } from "./tables.ts";
import { stampSynced, userObject } from "./user-object.ts";

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
export function userRoutes(service: Service): Hono {
  const app = new Hono();
  app.get("/user.json", (c) => {
    const found = ownToken(c, service);
    if (found instanceof Response) return found;
    const { owner, application } = found;
    stampSynced(service.tables, owner.id, application.id, service.clock.now());
    return c.json({ user: userObject(service.tables, owner, application.id) }, 200, JSON_TYPE);
  });
  app.get("/user", (c) => {
    const found = ownToken(c, service);
    return found instanceof Response ? found : c.body(null, 406);
  });
  app.on("GET", ["/api/users", "/api/users.json"], (c) => {
    const found = authorize(c, service);
    if (found instanceof Response) return found;
    if (found.application.name !== "Signon API") return unauthorized();
    const wanted = new Set(new URL(c.req.url).searchParams.getAll("uuids[]"));
    const users = [...wanted].flatMap((uid) => userByUid(service.tables, uid) ?? []);
    return c.json(
      users.map((user) => listed(service.tables, user)),
      200,
      JSON_TYPE,
    );
  });
  return app;
}

/** Who is behind the request, if `client_id`, when it is given, names the token's own application. */
function ownToken(c: Context, service: Service): Authorized | Response {
  const found = authorize(c, service);
  if (found instanceof Response) return found;
  const clientId = c.req.query("client_id");
  return clientId === undefined || clientId === found.application.uid ? found : unauthorized();
}

function listed({ organisations }: Tables, { uid, name, email, organisationId }: User) {
  const organisation = organisations.get(organisationId ?? -1);
  const shown = organisation && {
    content_id: organisation.contentId,
    name: organisation.name,
    slug: organisation.slug,
  };
  return { uid, name, email, organisation: shown ?? null };
}
