/**
 * The error answer of the token endpoint (RFC 6749 section 5.2).
 *
 * @module
 */

export type TokenErrorStatus = 400 | 401 | 500;

/** A token request that is refused; the description is the `error_description`. */
export class TokenError extends Error {
  override readonly name = "TokenError";
  /** The registered error code, for instance `invalid_grant`. */
  readonly code: string;
  readonly status: TokenErrorStatus;
  /** Which check failed, for the log, where the description does not tell. */
  readonly check: string;

  constructor(
    code: string,
    description: string,
    {
      status = 400,
      check = description,
    }: { readonly status?: TokenErrorStatus; readonly check?: string } = {},
  ) {
    super(description);
    this.code = code;
    this.status = status;
    this.check = check;
  }
}
