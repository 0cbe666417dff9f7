/**
 * The cookie that stands in for the CDN on a developer's machine, where nothing turns a cookie into
 * the account headers and back.
 *
 * @module
 */
import { parseCookie, stringifySetCookie } from "cookie";

const name = "govuk_account_session";

/** Set by hand, as `cookie` would leave `$` bare: the gem writes the value URL-encoded. */
const encoding = { encode: encodeURIComponent };

/** The session in a Cookie header; null when there is none, or one that no header could carry. */
export function readDevelopmentCookie(header: string | null): string | null {
  const value = parseCookie(header ?? "")[name];
  return value !== undefined && /^[\x20-\x7e]*$/.test(value) ? value : null;
}

/** A Set-Cookie line that starts a session. */
export function startDevelopmentCookie(value: string): string {
  return stringifySetCookie({ name, value, ...scope }, encoding);
}

/** A Set-Cookie line that ends the session. @param now milliseconds since 1970 */
export function endDevelopmentCookie(now: number): string {
  return stringifySetCookie({ name, value: "", expires: new Date(now - 1000), ...scope }, encoding);
}

const scope = { domain: "dev.gov.uk", path: "/", sameSite: "lax" } as const;
