/**
 * What can go wrong when account-api is asked.
 *
 * @module
 */

/** account-api refused, failed, could not be reached, or gave an answer that cannot be used. */
export class AccountApiError extends Error {
  override name = "AccountApiError";
  /** The status it answered with; undefined when no answer came, or none that could be read. */
  readonly status: number | undefined;

  constructor(message: string, options: ErrorOptions & { status?: number } = {}) {
    super(message, options);
    this.status = options.status;
  }
}

/** 401: the session, or the code, is not (or no longer) good. A bad API token looks the same. */
export class AccountApiUnauthorized extends AccountApiError {
  override name = "AccountApiUnauthorized";
}

/** The name of account-api's host does not resolve, which frontend does not treat as an outage. */
export class AccountApiUnresolved extends AccountApiError {
  override name = "AccountApiUnresolved";
}
