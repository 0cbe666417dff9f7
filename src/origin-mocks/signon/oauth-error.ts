/**
 * Errors of the token endpoints, as Doorkeeper gives them: in JSON and in a header.
 *
 * @module
 */

const statuses = {
  invalid_request: 400,
  invalid_grant: 400,
  unsupported_grant_type: 400,
  invalid_client: 401,
  unauthorized_client: 403,
} as const;

/** An error of RFC 6749 section 5.2. */
export function oauthError(error: keyof typeof statuses, error_description: string): Response {
  return Response.json(
    { error, error_description },
    {
      status: statuses[error],
      headers: {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
        "WWW-Authenticate": `Bearer realm="Doorkeeper", error="${error}", error_description="${error_description}"`,
      },
    },
  );
}
