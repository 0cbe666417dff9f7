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
}

/** Refused by sending the browser back to the relying party (RFC 6749 section 4.1.2.1). */
export class AuthorizationError extends Error {
  override readonly name = "AuthorizationError";
  /** The URL to send the browser to. */
  readonly location: string;

  constructor(to: Destination, code: string, description: string) {
    super(description);
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
export function responseLocation(to: Destination, parameters: Record<string, string>): string {
  const all = to.state === undefined ? parameters : { ...parameters, state: to.state };
  const encoded = Object.entries(all).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const join = to.responseMode === "fragment" ? "#" : to.redirectUri.includes("?") ? "&" : "?";
  return to.redirectUri + join + encoded.join("&");
}
