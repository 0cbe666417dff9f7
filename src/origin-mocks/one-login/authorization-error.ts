/**
 * The two ways a request to /authorize is refused: with a plain page, when it is not certain that the
 * browser may be sent back, and otherwise by sending it back with an error.
 *
 * @module
 */

/** How the answer's parameters reach the redirect URI. */
export type ResponseMode = "query" | "fragment";

/** Refused with HTTP 400 and a plain text. */
export class AuthorizationRefused extends Error {
  override readonly name = "AuthorizationRefused";
  /** Which check failed, for the log; the live service does not tell. */
  readonly check: string;

  constructor(message: string, check: string) {
    super(message);
    this.check = check;
  }
}

/** Answered with HTTP 500: a service's keys cannot be had, or what the official simulator stumbles over. */
export class AuthorizationFailure extends Error {
  override readonly name = "AuthorizationFailure";
  readonly body: object;

  constructor(body: object, check: string) {
    super(check);
    this.body = body;
  }
}

/** Refused by sending the browser back to the relying party (RFC 6749 section 4.1.2.1). */
export class AuthorizationError extends Error {
  override readonly name = "AuthorizationError";
  /** The URL to send the browser to. */
  readonly location: string;

  /** @param check which check failed, for the log, where the description does not tell */
  constructor(to: Destination, code: string, description: string, check = `${code}: ${description}`) {
    super(check);
    this.location = responseLocation(to, { error: code, error_description: description });
  }
}

/** Where an answer goes, and the state that goes with it. */
export interface Destination {
  readonly redirectUri: string;
  readonly responseMode: ResponseMode;
  readonly state: string | undefined;
}

/**
 * The URL that carries an answer back to the relying party.
 *
 * The official simulator leaves the state unencoded and always joins with a question mark, which
 * breaks for a state with reserved characters and for a redirect URI with a query of its own.
 */
export function responseLocation(
  to: Destination,
  parameters: Record<string, string>,
  afterState: Record<string, string> = {},
): string {
  const all = { ...parameters, ...(to.state !== undefined && { state: to.state }), ...afterState };
  const encoded = Object.entries(all).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const join = to.responseMode === "fragment" ? "#" : to.redirectUri.includes("?") ? "&" : "?";
  return to.redirectUri + join + encoded.join("&");
}
