/**
 * The request side: from the session cookie to the three GOVUK-Account-* headers.
 *
 * @module
 */
import { canonicalName } from "../fields/canonical-name.ts";
import { type CookieReading, readSessionCookie, type SessionCookie, sessionCookieFor } from "./cookie.ts";
import type { Session } from "./session.ts";

/** What this side needs to know of a connection. */
export interface AccountClient {
  readonly scheme: "http" | "https";
  readonly host: string;
}

/** The request headers that carry the session to the origin, in lower case. */
export const accountHeaders = {
  session: "govuk-account-session",
  exists: "govuk-account-session-exists",
  flash: "govuk-account-session-flash",
} as const;

/** What was made of one request's cookie. */
export interface AccountRequest {
  readonly cookie: SessionCookie;
  readonly session: Session | null;
  /** Why a cookie that was there was not accepted; null when there was none, or it was. */
  readonly refused: Extract<CookieReading, { kind: "refused" }>["reason"] | null;
}

/**
 * Translates the cookie of a request (VCL: recv, rule 28).
 *
 * @param cookies the Cookie lines joined by `; `; null when there are none
 */
export function readAccount({ scheme, host }: AccountClient, cookies: string | null): AccountRequest {
  const cookie = sessionCookieFor(scheme, host);
  const reading = readSessionCookie(cookies, cookie);
  return {
    cookie,
    session: reading.kind === "session" ? reading.session : null,
    refused: reading.kind === "refused" ? reading.reason : null,
  };
}

const accountHeaderNames: ReadonlySet<string> = new Set(Object.values(accountHeaders));

/** Whether a header is one of the three that carry the session to the origin, in any spelling. */
export function isAccountHeader(name: string): boolean {
  return accountHeaderNames.has(canonicalName(name));
}

/** The value of an {@link isAccountHeader}, null when it is absent: for a signed-out person all three are. */
export function accountHeaderValue(session: Session | null, name: string): string | null {
  if (session === null) return null;
  const canonical = canonicalName(name);
  if (canonical === accountHeaders.exists) return "1";
  return canonical === accountHeaders.flash ? session.flash : session.value;
}

/** The account headers to send to an app, in the order production sends them. */
export function accountHeaderLines(session: Session | null): [name: string, value: string][] {
  if (!session) return [];
  const lines: [string, string][] = [
    ["GOVUK-Account-Session", session.value],
    ["GOVUK-Account-Session-Exists", "1"],
  ];
  if (session.flash !== null) lines.push(["GOVUK-Account-Session-Flash", session.flash]);
  return lines;
}

/** Whether a header is the edge's own, on the way in and on the way out: any GOVUK-Account-*. */
export function isReservedForEdge(name: string): boolean {
  return canonicalName(name).startsWith("govuk-account-");
}
