/**
 * The session cookie: which one it is, reading it from Cookie, writing it as Set-Cookie.
 *
 * @module
 */
import { type Refusal, refusalOf, type Session, sessionOf } from "./session.ts";

/** The cookie of one connection: its name, and how it is written. */
export interface SessionCookie {
  readonly name: string;
  /** What follows the value in Set-Cookie. */
  readonly attributes: string;
  /** The development cookie is percent-encoded, because the apps that set it themselves (Rails) do so. */
  readonly encoded: boolean;
}

const hostCookie: SessionCookie = {
  name: "__Host-govuk_account_session",
  attributes: "secure; httponly; samesite=lax; path=/",
  encoded: false,
};

/** The name apps use in development mode, without TLS. */
const developmentName = "govuk_account_session";

/** Every name a session may come under; none of them is forwarded to the origin as a cookie. */
const sessionCookieNames: readonly string[] = [hostCookie.name, developmentName];

/**
 * The cookie for a connection. Browsers keep a `__Host-` cookie only over https and on
 * http://localhost; on other development hosts it is the cookie that the apps share.
 *
 * @param scheme of the client's connection
 * @param host as the client sent it, with or without a port
 */
export function sessionCookieFor(scheme: "http" | "https", host: string): SessionCookie {
  if (scheme === "https") return hostCookie;
  const name = host.replace(/:[0-9]*$/, "").toLowerCase();
  if (name === "dev.gov.uk" || name.endsWith(".dev.gov.uk")) return developmentCookie("dev.gov.uk");
  if (name.endsWith(".localhost")) {
    const labels = name.split(".");
    // Browsers refuse Domain=localhost, so app.localhost keeps its cookie to itself.
    return developmentCookie(labels.length > 2 ? labels.slice(-2).join(".") : null);
  }
  return hostCookie;
}

function developmentCookie(domain: string | null): SessionCookie {
  const scope = domain === null ? "" : `domain=${domain}; `;
  return { name: developmentName, attributes: `${scope}httponly; samesite=lax; path=/`, encoded: true };
}

/** What a Cookie field says of the session. */
export type CookieReading =
  | { readonly kind: "none" }
  | { readonly kind: "session"; readonly session: Session }
  | { readonly kind: "refused"; readonly reason: Refusal | "twins" | "bad-encoding" };

const none: CookieReading = { kind: "none" };

/**
 * Reads the session from a Cookie field. The name is matched exactly; the value is taken as it is,
 * neither unquoted nor (but for the development cookie) decoded. Two cookies of the name with
 * different values are a session nobody can vouch for: signed out.
 *
 * @param header the Cookie lines joined by `; `; null when there are none
 * @example
 * readSessionCookie("a=b; __Host-govuk_account_session=abc$$hi", sessionCookieFor("https", "www.gov.uk"));
 */
export function readSessionCookie(header: string | null, cookie: SessionCookie): CookieReading {
  if (header === null) return none;
  const { name } = cookie;
  let value: string | undefined;
  let end = 0;
  // From one place that has the name to the next: most cookies are others, and need not be cut out.
  for (let at = header.indexOf(name); at >= 0; at = header.indexOf(name, end)) {
    const semicolon = header.indexOf(";", at);
    end = semicolon < 0 ? header.length : semicolon;
    const found = sessionIn(header.slice(header.lastIndexOf(";", at) + 1, end), name);
    if (found === undefined) continue;
    if (value !== undefined && value !== found) return { kind: "refused", reason: "twins" };
    value = found;
  }
  if (value === undefined) return none;
  return accept(value, cookie);
}

function accept(raw: string, cookie: SessionCookie): CookieReading {
  const value = cookie.encoded ? percentDecoded(raw) : raw;
  if (value === undefined) return { kind: "refused", reason: "bad-encoding" };
  const refusal = refusalOf(value);
  if (refusal) return { kind: "refused", reason: refusal };
  return { kind: "session", session: sessionOf(value) };
}

function sessionIn(pair: string, name: string): string | undefined {
  const equals = pair.indexOf("=");
  if (equals < 0 || trimBlanks(pair.slice(0, equals)) !== name) return undefined;
  return trimBlanks(pair.slice(equals + 1));
}

// RFC 6265bis §5.6: only space and tab are trimmed; other white space is part of the value, and bad.
function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * A Cookie field without the session's cookies, so that an app learns of the session only from the
 * headers that are in the cache key. Null when nothing is left.
 */
export function withoutSessionCookies(header: string): string | null {
  if (!header.includes(developmentName)) return header;
  const kept = header
    .split(";")
    .filter((pair) => !holdsSession(pair))
    .map(trimBlanks)
    .filter((pair) => pair !== "");
  return kept.length === 0 ? null : kept.join("; ");
}

/**
 * Whether a pair is a session cookie, or has one glued to it: some servers (workerd is one) join two
 * Cookie lines by a comma. It cannot be told from a value, so it is not read as a session, but neither
 * may it be passed on.
 */
function holdsSession(pair: string): boolean {
  return pair.split(",").some((part) => sessionCookieNames.includes(trimBlanks(part.split("=", 1)[0] ?? "")));
}

/** The Set-Cookie value that stores a session (VCL: deliver, rule 3). It lasts as long as the browser. */
export function storeCookie(cookie: SessionCookie, value: string): string {
  return `${cookie.name}=${cookie.encoded ? encodeURIComponent(value) : value}; ${cookie.attributes}`;
}

/** The Set-Cookie value that removes the session. */
export function removeCookie(cookie: SessionCookie): string {
  return `${cookie.name}=; ${cookie.attributes}; max-age=0`;
}
