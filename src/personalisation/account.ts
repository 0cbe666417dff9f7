/**
 * What one request knows of the account, and what its response will say about it.
 *
 * @module
 */
import { readDevelopmentCookie } from "./development-cookie.ts";
import { sessionHeader } from "./header-names.ts";
import { createOutcome, type ResponseHeaders } from "./outcome.ts";
import { decodeSession, encodeSession, isBlank, isValidMessage } from "./session-value.ts";

/** The headers of a request, or whatever can be read like them. */
export type RequestHeaders = Pick<Headers, "get">;

/** How an app uses the account. */
export interface AccountOptions {
  /** Read and write a cookie as well, for a machine without a CDN. Off by default. */
  readonly development?: boolean;
  /** The members to add to `Vary`; `GOVUK-Account-Session` by default. */
  readonly vary?: readonly string[];
  /** The time in milliseconds since 1970, for the expiry of the development cookie. */
  readonly now?: () => number;
}

/**
 * The account during one request. What changes the session throws once the headers of the response have
 * been written, as it could not be told to the browser any more.
 */
export interface Account {
  /** Whether the request came with a session. It may have expired, or be forged: only account-api knows. */
  readonly loggedIn: boolean;
  /** The session, without messages, to be passed to account-api. A secret. */
  readonly session: string | null;
  /** The messages that came with the request. Look them up; never print them. */
  readonly flash: ReadonlySet<string>;
  /**
   * Sends the session back, replaced by `value` if there is one. The response becomes `no-store`.
   *
   * @throws {TypeError} when no header can carry the value
   */
  setSession(value?: string | null): void;
  /** Ends the session in the browser; it stays valid for account-api. */
  logout(): void;
  /** Adds a message for the next page; false, and nothing done, when it is not a valid one. */
  flashAdd(message: string | null | undefined): boolean;
  /** Keeps the messages that came with the request for the next page, before those already added. */
  flashKeep(): void;
  /** Replaces what this response will vary on, for a page that needs less than the session itself. */
  varyOn(members: readonly string[]): void;
  /** Writes the outcome to the headers of the response, once the page has set its own. */
  apply(headers: ResponseHeaders): void;
  /** Without the session, so that no log that writes objects as JSON has it. */
  toJSON(): { readonly loggedIn: boolean };
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
export function createAccount(request: RequestHeaders, options: AccountOptions = {}): Account {
  const { development = false, vary = [sessionHeader], now = Date.now } = options;
  const incoming = decodeSession(encodedSession(request, development));
  const flash: ReadonlySet<string> = new Set(incoming?.messages);
  const outcome = createOutcome({ development, vary, now });
  let session = incoming?.session ?? null;
  let outgoing = new Set<string>();

  const isLoggedIn = () => session !== null && !isBlank(session);
  const send = () => outcome.send(encodeSession(session, outgoing));

  if (flash.size > 0) send();
  return {
    get loggedIn() {
      return isLoggedIn();
    },
    get session() {
      return session;
    },
    flash,
    setSession(value) {
      session = sendable(value) ?? session;
      send();
    },
    logout() {
      outcome.end();
      session = null;
    },
    flashAdd(message) {
      if (!isValidMessage(message)) return false;
      outgoing.add(message);
      send();
      return true;
    },
    flashKeep() {
      outgoing = new Set([...flash, ...outgoing]);
      send();
    },
    varyOn: outcome.varyOn,
    apply: outcome.apply,
    toJSON: () => ({ loggedIn: isLoggedIn() }),
  };
}

/** A header that is there but empty counts: it is how a CDN says that there is no session. */
function encodedSession(request: RequestHeaders, development: boolean): string | null {
  const header = request.get(sessionHeader);
  if (header !== null || !development) return header;
  return readDevelopmentCookie(request.get("Cookie"));
}

/** Checked here, as the error of the platform would have the session in its text. */
function sendable(value: string | null | undefined): string | null | undefined {
  if (typeof value === "string" && !/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    throw new TypeError("The session has a character that no header can carry");
  return value;
}
