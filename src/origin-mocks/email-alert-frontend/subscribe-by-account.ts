/**
 * Subscribing without a link to confirm by, because the account's address is verified already.
 *
 * @module
 */
import type { List } from "./upstream.ts";
import type { Visit } from "./visit.ts";

/**
 * Links the subscriber to the account and subscribes. A confirmation is sent all the same: it only tells.
 *
 * @returns the id of the subscription; null when nobody is signed in
 * @throws {ApiError} 401 or 403 when the session is refused
 */
export async function subscribeByAccount(
  visit: Visit,
  list: List,
  frequency: string,
): Promise<string | null> {
  const { account, upstream } = visit;
  // A session that is there but empty is asked about, as in the real application.
  if (account.session === null) return null;
  const { govuk_account_session, subscriber } = await upstream.link(account.session);
  const { id } = await upstream.subscribe(list, subscriber.address ?? "", frequency);
  account.setSession(govuk_account_session);
  return id;
}
