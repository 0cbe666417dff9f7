/**
 * The request side: from the session cookie to the three GOVUK-Account-* headers.
 *
 * @module
 */
import { canonicalName } from "../fields/canonical-name.ts";
import { type CookieReading, readSessionCookie, type SessionCookie, sessionCookieFor } from "./cookie.ts";
import type { Session } from "./session.ts";

/** What this side needs to know of a request. */
export interface AccountRequestView {
  readonly scheme: "http" | "https";
  readonly host: string;
  /** The value of a field by its name in lower case; null when absent. */
  get(name: string): string | null;
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

/** Translates the cookie of a request (VCL: recv, rule 28). */
export function readAccount(request: AccountRequestView): AccountRequest {
  const cookie = sessionCookieFor(request.scheme, request.host);
  const reading = readSessionCookie(request.get("cookie"), cookie);
  return {
    cookie,
    session: reading.kind === "session" ? reading.session : null,
    refused: reading.kind === "refused" ? reading.reason : null,
  };
}

/**
 * The value of an account header, null when it is absent: for a signed-out person all three are.
 * Undefined says that `name` (in lower case) is not an account header.
 */
export function accountHeaderValue(session: Session | null, name: string): string | null | undefined {
  switch (canonicalName(name)) {
    case accountHeaders.session:
      return session?.value ?? null;
    case accountHeaders.exists:
      return session ? "1" : null;
    case accountHeaders.flash:
      return session?.flash ?? null;
    default:
      return undefined;
  }
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
