/**
 * The authentication request (OpenID Connect Core section 3.1.2.1) as a URL, spelt as the real service does.
 *
 * @module
 */

/** What an authentication request asks for. */
export interface AuthenticationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string;
  readonly nonce: string;
  /** Ask for a second factor; else the provider may do without. */
  readonly mfa: boolean;
}

/**
 * The URL to send the browser to: parameters sorted by name, blanks as `%20`, and `vtr` after all others.
 *
 * @param endpoint the provider's `authorization_endpoint`
 */
export function authorizationUri(endpoint: string, request: AuthenticationRequest): string {
  const parameters = [
    ["client_id", request.clientId],
    ["nonce", request.nonce],
    ["redirect_uri", request.redirectUri],
    ["response_type", "code"],
    ["scope", request.scope],
    ["state", request.state],
    ["vtr", JSON.stringify(request.mfa ? ["Cl.Cm"] : ["Cl", "Cl.Cm"])],
  ] as const;
  return appendQuery(endpoint, parameters);
}

/** Appends parameters to a URL that may have a query already. */
export function appendQuery(url: string, parameters: readonly (readonly [string, string])[]): string {
  const query = parameters.map(([name, value]) => `${name}=${percentEncode(value)}`).join("&");
  return `${url}${url.includes("?") ? "&" : "?"}${query}`;
}

/** Percent-encodes everything but the unreserved characters of RFC 3986 section 2.3. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
