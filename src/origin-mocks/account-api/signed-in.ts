/**
 * Reading the session of a request, and the user it belongs to.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Service } from "./service.ts";
import type { Session } from "./session.ts";
import type { User } from "./users.ts";

/** The session of the request; null without one, with one that cannot be read, or of a deleted user. */
export async function sessionOf(c: Context, service: Service): Promise<Session | null> {
  const session = await service.sessions.decode(c.req.header("GOVUK-Account-Session"));
  return session && !service.stores.tombstones.has(session.userId) ? session : null;
}

/** The session of a request that must have one. @throws {HTTPException} 401, also after a logout notice */
export async function requireSession(c: Context, service: Service): Promise<Session> {
  const session = await sessionOf(c, service);
  if (!session || service.stores.logoutNotices.has(session.userId)) throw new HTTPException(401);
  return session;
}

/** The user of a session; a row is made for a subject that has none. */
export function userOf(session: Session, service: Service): User {
  return service.stores.users.find(session.userId) ?? service.stores.createUser(session.userId);
}
