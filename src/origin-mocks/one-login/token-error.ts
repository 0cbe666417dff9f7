/**
 * The error answer of the token endpoint (RFC 6749 section 5.2).
 *
 * @module
 */

/** A token request that is refused; the message is the `error_description`. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  /** The registered error code, for instance `invalid_grant`. */
  readonly code: string;
  readonly status: 400 | 401;

  constructor(code: string, description: string, status: 400 | 401 = 400) {
    super(description);
    this.code = code;
    this.status = status;
  }
}
