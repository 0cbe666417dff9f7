/**
 * The browser behind a request: its session, who is signed in, and where those go who are not.
 *
 * @module
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { mustSetUpTwoStep } from "./accounts.ts";
import type { Service } from "./service.ts";
import { emptySession, type Flash, type Session } from "./sessions.ts";
import type { User } from "./tables.ts";

/** What the pages find in a context. */
export interface BrowserEnv {
  Variables: {
    session: Session;
    /** Whether the browser has this session's cookie. */
    isKept: boolean;
    /** Who is signed in; only behind {@link signedIn}. */
    user: User;
  };
}

/** A request of a browser. */
export type BrowserContext = Context<BrowserEnv>;

/** Each environment has a cookie of its own: on one machine they differ by port only, and cookies ignore that. */
function cookieName({ environment }: Service): string {
  return `_signon_${environment}_session`;
}

/** Finds the session of the browser, or begins one. */
export function withSession(service: Service): MiddlewareHandler<BrowserEnv> {
  return async (c, next) => {
    const id = getCookie(c, cookieName(service));
    const known = id === undefined ? undefined : service.sessions.get(id);
    c.set("session", known ?? emptySession());
    c.set("isKept", known !== undefined);
    await next();
    c.header("Cache-Control", "no-store");
    // A session that holds nothing needs no cookie: whoever never signs in is not remembered.
    if (!c.var.isKept && !isEmpty(c.var.session)) keep(c, service);
  };
}

/** Signs somebody in. The session's id is new, so that one planted in the browser before is worth nothing. */
export function startSession(c: BrowserContext, service: Service, user: User): void {
  const { returnTo } = c.var.session;
  endSession(c, service);
  c.set("session", { ...emptySession(), userId: user.id, returnTo });
}

/** Signs out of Signon. */
export function endSession(c: BrowserContext, service: Service): void {
  const id = getCookie(c, cookieName(service));
  if (id !== undefined) service.sessions.delete(id);
  c.set("session", emptySession());
  c.set("isKept", false);
}

function keep(c: BrowserContext, service: Service): void {
  const secure = new URL(c.req.url).protocol === "https:";
  const attributes = { path: "/", httpOnly: true, sameSite: "Lax", secure } as const;
  setCookie(c, cookieName(service), service.sessions.add(c.var.session), attributes);
}

function isEmpty({ userId, returnTo, flash, refusedApplication, pendingSecret }: Session): boolean {
  return [userId, returnTo, flash, refusedApplication, pendingSecret].every((each) => each === null);
}

/** Lets only those through who are signed in with all that is asked of them. */
export function signedIn(service: Service): MiddlewareHandler<BrowserEnv> {
  return async (c, next) => {
    const user = service.tables.users.get(c.var.session.userId ?? -1);
    if (!user || user.suspendedAt !== null) {
      if (user) {
        endSession(c, service);
        c.var.session.flash = { kind: "alert", text: "Your account has been suspended." };
      }
      return leave(c, "/users/sign_in");
    }
    if (user.otpSecret !== null && !c.var.session.secondFactorDone)
      return leave(c, "/users/two_step_verification_session/new");
    const isSettingUp = c.req.path.startsWith("/account/two_step_verification");
    if (mustSetUpTwoStep(service, user) && !isSettingUp)
      return leave(c, "/account/two_step_verification/prompt");
    c.set("user", user);
    return next();
  };
}

/** Sends somebody elsewhere, to come back to the page that was asked for. */
function leave(c: BrowserContext, path: string): Response {
  if (c.req.method === "GET") {
    const { pathname, search } = new URL(c.req.url);
    c.var.session.returnTo = `${pathname}${search}`;
  }
  return c.redirect(path, 302);
}

/** Where somebody wanted to go, once; the first page by default. */
export function takeReturn(session: Session): string {
  const path = session.returnTo ?? "/";
  session.returnTo = null;
  return path;
}

/** Goes to a page that says how it went. */
export function redirectWith(c: BrowserContext, path: string, flash: Flash): Response {
  c.var.session.flash = flash;
  return c.redirect(path, 302);
}

/** Refuses somebody who may not do this: they go back to where they came from, and are told there. */
export function refuse(c: BrowserContext): Response {
  const text = "You do not have permission to perform this action.";
  return redirectWith(c, refererPath(c), { kind: "alert", text });
}

/** The path of the page before this one, if it was Signon's own and another than this. */
function refererPath(c: BrowserContext): string {
  const here = new URL(c.req.url);
  const referer = c.req.header("Referer") ?? "";
  if (!URL.canParse(referer)) return "/";
  const { host, pathname, search } = new URL(referer);
  // Back to a page that is refused as well would be a loop.
  return host === here.host &&
    pathname !== here.pathname &&
    pathname.startsWith("/") &&
    !pathname.startsWith("//")
    ? `${pathname}${search}`
    : "/";
}
