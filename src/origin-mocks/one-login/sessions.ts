/**
 * Who is signed in at One Login in this browser: one hour from the last interaction, kept on the
 * server and found by a cookie.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { notifyClients } from "./back-channel.ts";
import type { Provider } from "./provider.ts";
import type { Session } from "./stores.ts";

const cookieName = "gs";
/** Ends with the browser; the other cookies outlive it. */
const browserCookieName = "bsid";
const persistentCookieName = "di-persistent-session-id";

/** The live session of this browser; looking it up counts as an interaction. */
export function currentSession(c: Context, provider: Provider): Session | undefined {
  const id = getCookie(c, cookieName) ?? "";
  // Looked at first: a browser that was closed in between must not keep the session alive.
  const found = provider.stores.sessions.get(id);
  if (found?.browserId !== getCookie(c, browserCookieName)) return undefined;
  return provider.stores.sessions.get(id, { updateAgeOnGet: true });
}

/** Has the browser keep the cookie for another hour, when the session goes on. */
export function keepSession(c: Context, provider: Provider): void {
  const id = getCookie(c, cookieName);
  if (id) sendCookie(c, provider, id);
}

/** Signs somebody in. The session's id is new, so that one planted in the browser before is worth nothing. */
export function startSession(
  c: Context,
  provider: Provider,
  personId: string,
  credentialTrust: Session["credentialTrust"],
): Session {
  const before = forgetSession(c, provider);
  const id = provider.randomText(32);
  // Who authenticates again keeps the services they are signed in to; somebody else does not.
  const isSame = before?.personId === personId;
  if (before && !isSame) notifyClients(provider, before);
  const clientSessions = isSame ? before.clientSessions : new Map<string, string>();
  const browserId = provider.randomText(20);
  const authTime = provider.seconds();
  const session: Session = { personId, browserId, authTime, credentialTrust, clientSessions };
  provider.stores.sessions.set(id, session);
  sendCookie(c, provider, id);
  setCookie(c, browserCookieName, browserId, cookieOptions(provider));
  if (!getCookie(c, persistentCookieName)) {
    const value = `${provider.randomText(20)}--${provider.clock.now()}`;
    // As the live one, kept for over a year; Hono knows no more than 400 days.
    setCookie(c, persistentCookieName, value, { ...cookieOptions(provider), maxAge: 34_190_000 });
  }
  return session;
}

/** Ends the browser's session, if it has one, removes the cookie, and tells every service in it. */
export function endSession(c: Context, provider: Provider): Session | undefined {
  const session = forgetSession(c, provider);
  deleteCookie(c, cookieName, cookieOptions(provider));
  if (session) notifyClients(provider, session);
  return session;
}

/**
 * Signs a person out on every device, and tells every service.
 *
 * @returns how many sessions ended
 */
export function endEverySession(provider: Provider, personId: string): number {
  const { sessions } = provider.stores;
  const ended = [...sessions.entries()].filter(([, session]) => session.personId === personId);
  for (const [id, session] of ended) {
    sessions.delete(id);
    notifyClients(provider, session);
  }
  return ended.length;
}

/** Looks after each request for sessions that have expired, so that their services hear of it by the clock. */
export function noticeExpiry({ stores }: Provider): MiddlewareHandler {
  return async (_c, next) => {
    await next();
    stores.sessions.purgeStale();
  };
}

function forgetSession(c: Context, provider: Provider): Session | undefined {
  const id = getCookie(c, cookieName);
  const session = id ? provider.stores.sessions.get(id) : undefined;
  if (id) provider.stores.sessions.delete(id);
  return session;
}

function sendCookie(c: Context, provider: Provider, id: string): void {
  setCookie(c, cookieName, id, { ...cookieOptions(provider), maxAge: provider.lifetimes.session });
}

function cookieOptions(provider: Provider) {
  const secure = provider.baseUrl.startsWith("https:");
  return { path: "/", httpOnly: true, sameSite: "Lax", secure } as const;
}
