/**
 * The hourly job that forgets subscribers who have not been subscribed to anything for a while.
 *
 * @module
 */
import type { Service } from "./service.ts";

const period = 28 * 24 * 3_600_000;

/**
 * Takes address and account from every subscriber older than 28 days with nothing active in the last 28.
 *
 * Before that it asks account-api to delete the account, by an id that account-api expects to be a subject
 * identifier: the answer is 404 and the account lives on. The real service does the same.
 *
 * @returns how many were forgotten
 */
export async function nullifySubscribers({ tables, accounts, clock }: Service): Promise<number> {
  const since = clock.now() - period;
  const idle = tables.subscribers
    .list()
    .filter(({ address, createdAt }) => address !== null && createdAt < since)
    .filter(({ id }) => !tables.subscriptions.wasActiveSince(id, since));
  for (const { id, govukAccountId } of idle) {
    if (govukAccountId !== null) await accounts.deleteUser(govukAccountId);
    tables.subscribers.update(id, { address: null, govukAccountId: null });
  }
  return idle.length;
}
