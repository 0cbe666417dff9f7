/**
 * Who is signed in at One Login in this browser: one hour from the last interaction, kept on the
 * server and found by a cookie.
 *
 * @module
 */
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Provider } from "./provider.ts";
import { lifetimes, type Session } from "./stores.ts";

const cookieName = "gs";

/** The live session of this browser; looking it up counts as an interaction. */
export function currentSession(c: Context, provider: Provider): Session | undefined {
  const id = getCookie(c, cookieName);
  const session = id ? provider.stores.sessions.get(id, { updateAgeOnGet: true }) : undefined;
  if (id && session) sendCookie(c, provider, id);
  return session;
}

/** Signs somebody in. The session's id is new, so that one planted in the browser before is worth nothing. */
export function startSession(c: Context, provider: Provider, personId: string): Session {
  forgetSession(c, provider);
  const id = provider.randomText(32);
  const session: Session = { personId, authTime: provider.seconds() };
  provider.stores.sessions.set(id, session);
  sendCookie(c, provider, id);
  return session;
}

/** Ends the browser's session, if it has one, and removes the cookie. */
export function endSession(c: Context, provider: Provider): void {
  forgetSession(c, provider);
  deleteCookie(c, cookieName, cookieOptions(provider));
}

function forgetSession(c: Context, provider: Provider): void {
  const id = getCookie(c, cookieName);
  if (id) provider.stores.sessions.delete(id);
}

function sendCookie(c: Context, provider: Provider, id: string): void {
  setCookie(c, cookieName, id, { ...cookieOptions(provider), maxAge: lifetimes.session });
}

function cookieOptions(provider: Provider) {
  const secure = provider.baseUrl.startsWith("https:");
  return { path: "/", httpOnly: true, sameSite: "Lax", secure } as const;
}
