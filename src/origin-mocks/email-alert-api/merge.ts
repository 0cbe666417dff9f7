/**
 * Folding one subscriber into another, when an account takes an address that somebody subscribed with.
 *
 * @module
 */
import type { Tables } from "./service.ts";
import type { Subscriber } from "./subscribers.ts";

/**
 * Moves the subscriptions of `absorbed` to `kept`, and takes its address away. Where both have one to the
 * same list, the one stays whose frequency comes first in the alphabet: daily before immediately.
 *
 * As in the real service nothing keeps a subscriber from being merged into itself, which ends all of its
 * subscriptions and blanks the address in the row.
 */
export function mergeSubscribers(kept: Subscriber, absorbed: Subscriber, tables: Tables): void {
  const { subscribers, subscriptions } = tables;
  const own = new Map(subscriptions.activeOf(kept.id).map((row) => [row.listId, row]));
  for (const row of subscriptions.activeOf(absorbed.id)) {
    subscriptions.end(row, "subscriber_merged");
    if (absorbed.id === kept.id) continue;
    const present = own.get(row.listId);
    if (present && present.frequency <= row.frequency) continue;
    if (present) subscriptions.end(present, "subscriber_merged");
    const { listId, frequency } = row;
    subscriptions.create({ subscriberId: kept.id, listId, frequency }, "subscriber_merged");
  }
  subscribers.update(absorbed.id, { address: null });
}
