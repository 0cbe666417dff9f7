/**
 * What one request knows of the account, and what its response will say about it.
 *
 * @module
 */
import { endDevelopmentCookie, readDevelopmentCookie, startDevelopmentCookie } from "./development-cookie.ts";
import { decodeSession, encodeSession, isBlank, isValidMessage } from "./session-value.ts";

const sessionHeader = "GOVUK-Account-Session";
const endSessionHeader = "GOVUK-Account-End-Session";

/** How an app uses the account. */
export interface AccountOptions {
  /** Read and write a cookie as well, for a machine without a CDN. Off by default. */
  readonly development?: boolean;
  /** The members to add to `Vary`; `GOVUK-Account-Session` by default. */
  readonly vary?: readonly string[];
  /** The time in milliseconds since 1970, for the expiry of the development cookie. */
  readonly now?: () => number;
}

/** The account during one request. */
export interface Account {
  /** Whether the request came with a session. It may have expired: only account-api knows. */
  readonly loggedIn: boolean;
  /** The session, without messages, to be passed to account-api. A secret. */
  readonly session: string | null;
  /** The messages that came with the request. Look them up; never print them. */
  readonly flash: ReadonlySet<string>;
  /** Sends the session back, replaced by `value` if there is one. The response becomes `no-store`. */
  setSession(value?: string | null): void;
  /** Ends the session in the browser; it stays valid for account-api. */
  logout(): void;
  /** Adds a message for the next page; false, and nothing done, when it is not a valid one. */
  flashAdd(message: string | null | undefined): boolean;
  /** Keeps the messages that came with the request for the next page, before those already added. */
  flashKeep(): void;
  /** Writes the outcome to the headers of the response, once the page has set its own. */
  apply(headers: Headers): void;
}

/**
 * The account as the headers of a request tell it. Messages in it are consumed by reading: the response
 * sends the session back without them, unless they are kept.
 *
 * @param request headers of the request
 * @example
 * const account = createAccount(request.headers);
 * const response = new Response(account.loggedIn ? "Hello again" : "Hello");
 * account.apply(response.headers);
 */
export function createAccount(request: Headers, options: AccountOptions = {}): Account {
  const { development = false, vary = [sessionHeader], now = Date.now } = options;
  const incoming = decodeSession(encodedSession(request, development));
  const flash: ReadonlySet<string> = new Set(incoming?.messages);
  let session = incoming?.session ?? null;
  let outgoing = new Set<string>();
  let response: { value: string | null } | undefined;
  let ended = false;
  let cookie: string | undefined;

  function setSession(value?: string | null): void {
    session = value ?? session;
    const encoded = encodeSession(session, outgoing);
    response = { value: encoded };
    // Of setting and ending, the last decides the cookie; at the CDN, ending always wins.
    if (encoded !== null) cookie = startDevelopmentCookie(encoded);
  }

  if (flash.size > 0) setSession();
  return {
    get loggedIn() {
      return session !== null && !isBlank(session);
    },
    get session() {
      return session;
    },
    flash,
    setSession,
    logout() {
      ended = true;
      session = null;
      cookie = endDevelopmentCookie(now());
    },
    flashAdd(message) {
      if (!isValidMessage(message)) return false;
      outgoing.add(message);
      setSession();
      return true;
    },
    flashKeep() {
      outgoing = new Set([...flash, ...outgoing]);
      setSession();
    },
    apply(headers) {
      addVary(headers, vary);
      // No header for no session: an empty one would make the CDN set an empty cookie.
      if (typeof response?.value === "string") headers.set(sessionHeader, response.value);
      if (ended) headers.set(endSessionHeader, "1");
      if (response || ended) headers.set("Cache-Control", "no-store");
      if (development && cookie !== undefined) headers.append("Set-Cookie", cookie);
    },
  };
}

/** A header that is there but empty counts: it is how a CDN says that there is no session. */
function encodedSession(request: Headers, development: boolean): string | null {
  const header = request.get(sessionHeader);
  if (header !== null || !development) return header;
  return readDevelopmentCookie(request.get("Cookie"));
}

function addVary(headers: Headers, members: readonly string[]): void {
  const present = headers.get("Vary");
  const all = present ? [present, ...members] : members;
  if (all.length > 0) headers.set("Vary", all.join(", "));
}
