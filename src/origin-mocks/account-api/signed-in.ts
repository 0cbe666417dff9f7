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
export function sessionOf(c: Context, service: Service): Promise<Session | null> {
  return readSession(c.req.header("GOVUK-Account-Session"), service);
}

/** The session of a value, if its subject was not signed out everywhere. */
export async function liveSession(value: string | undefined, service: Service): Promise<Session | null> {
  const session = await readSession(value, service);
  return session && !isEnded(session, service) ? session : null;
}

/** The session of a request that must have one. @throws {HTTPException} 401, also after a logout notice */
export async function requireSession(c: Context, service: Service): Promise<Session> {
  const session = await liveSession(c.req.header("GOVUK-Account-Session"), service);
  if (!session) throw new HTTPException(401);
  return session;
}

/** The user of a session; a row is made for a subject that has none. */
export function userOf(session: Session, service: Service): User {
  return service.stores.users.find(session.userId) ?? service.stores.createUser(session.userId);
}

async function readSession(value: string | undefined, service: Service): Promise<Session | null> {
  const pretended = value === undefined ? undefined : service.pretence.session;
  const session = pretended ?? (await service.sessions.decode(value));
  return session && !service.stores.tombstones.has(session.userId) ? session : null;
}

/**
 * A notice is about the subject, and the next sign-in removes it: then older sessions are good again.
 * Corrected: a session that is older than the notice stays ended.
 */
function isEnded({ userId, signedInAt }: Session, { stores, mode }: Service): boolean {
  const ended = stores.logoutNotices.time(userId);
  if (ended === undefined || mode === "faithful") return ended !== undefined;
  return signedInAt === undefined || signedInAt <= ended;
}
