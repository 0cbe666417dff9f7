/**
 * The account's headers as somebody would make them who puts a cache of JavaScript before an app: as short as
 * nginx's and Varnish's configurations here. On web standards alone, for one of the servers is a worker.
 *
 * @module
 */

/** What the cookie says, as the app is told it; nothing where nobody is signed in. */
export function accountHeaders(cookie: string): Record<string, string> {
  const [, session] = /(?:^|; )__Host-govuk_account_session=([^;]*)/.exec(cookie) ?? [];
  if (!session) return {};
  const at = session.indexOf("$$");
  return {
    "govuk-account-session": session,
    "govuk-account-session-exists": "1",
    ...(at !== -1 && { "govuk-account-session-flash": session.slice(at + 2) }),
  };
}
