/**
 * The user, application or token that a path is about, and whether whoever asks may touch it.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { type BrowserContext, type BrowserEnv, refuse } from "./browser.ts";
import { type Action, may, mayManage } from "./policies.ts";
import type { Service } from "./service.ts";
import type { Application, User } from "./tables.ts";

/** Answers a request about one user. */
export type WithUser = (c: BrowserContext, user: User) => Response | Promise<Response>;

/** Lets only those through who may do this. */
export function only(action: Action): MiddlewareHandler<BrowserEnv> {
  return async (c, next) => (may(c.var.user, action) ? next() : refuse(c));
}

/** The row a path names by number; undefined for anything else. */
export function byId<Row>(rows: ReadonlyMap<number, Row>, id: string | undefined): Row | undefined {
  return id !== undefined && /^\d{1,15}$/.test(id) ? rows.get(Number(id)) : undefined;
}

/** A user of one kind whom the actor may manage: 404 for none, and a refusal for others. */
export function managed(service: Service, kind: "person" | "api user" | "either", act: WithUser) {
  return (c: BrowserContext): Response | Promise<Response> => {
    const user = byId(service.tables.users, c.req.param("id"));
    if (!user || (kind !== "either" && user.apiUser !== (kind === "api user"))) return c.body(null, 404);
    return mayManage(service.tables, c.var.user, user) ? act(c, user) : refuse(c);
  };
}

/** An application that is named by number, and not retired. */
export function applicationOf(service: Service, id: string | undefined): Application | undefined {
  const application = byId(service.tables.applications, id);
  return application?.retired ? undefined : application;
}

/** The page to go to after something was done to a user. */
export function editPath(user: User): string {
  return `/${user.apiUser ? "api_users" : "users"}/${user.id}/edit`;
}
