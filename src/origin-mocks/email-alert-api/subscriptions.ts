/**
 * The subscriptions: who gets what how often. A row is never deleted: it ends, with a reason.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";
import { type Frequency, RecordNotFound } from "./validation.ts";

/** How a subscription came about. */
export type Source = "user_signed_up" | "frequency_changed" | "subscriber_merged";
/** Why a subscription ended. */
export type EndedReason =
  | "unsubscribed"
  | "frequency_changed"
  | "subscriber_merged"
  | "bulk_unsubscribed"
  | "non_existent_email"
  | "marked_as_spam";

/** One row. Times are milliseconds since 1970. */
export interface Subscription {
  readonly id: string;
  readonly subscriberId: number;
  readonly listId: number;
  readonly frequency: Frequency;
  readonly source: Source;
  readonly createdAt: number;
  readonly endedAt: number | null;
  readonly endedReason: EndedReason | null;
}

/** Who subscribes to what, and how often. */
export type Wanted = Pick<Subscription, "subscriberId" | "listId" | "frequency">;

/** The table. */
export interface Subscriptions {
  /** @throws {RecordNotFound} */
  get(id: string): Subscription;
  /** The same, if it has not ended. @throws {RecordNotFound} */
  getActive(id: string): Subscription;
  activeOf(subscriberId: number): readonly Subscription[];
  activeOfList(listId: number): readonly Subscription[];
  /** The newest of the same subscriber and list: its id changes with the frequency. */
  latest(subscription: Subscription): Subscription;
  /**
   * Subscribes. One with the same frequency stays as it is; one with another ends, as each subscriber has
   * at most one active subscription to a list.
   */
  subscribe(wanted: Wanted): { readonly subscription: Subscription; readonly isNew: boolean };
  create(wanted: Wanted, source: Source, id?: string): Subscription;
  end(subscription: Subscription, reason: EndedReason): void;
  /** Whether the subscriber had an active one at that time or later, in milliseconds since 1970. */
  wasActiveSince(subscriberId: number, time: number): boolean;
  list(): readonly Subscription[];
  clear(): void;
  restore(saved: readonly Subscription[]): void;
}

/** An empty table. @param uuid makes an id */
export function createSubscriptions(clock: Clock, uuid: () => string): Subscriptions {
  const rows = new Map<string, Subscription>();

  const where = (matches: (row: Subscription) => boolean) => [...rows.values()].filter(matches);
  const get = (id: string) => {
    const row = rows.get(id.toLowerCase());
    if (!row) throw new RecordNotFound("There is no such subscription.");
    return row;
  };
  const create: Subscriptions["create"] = (wanted, source, id = uuid()) => {
    const { subscriberId, listId, frequency } = wanted;
    const row = { id, subscriberId, listId, frequency, source, createdAt: clock.now() };
    const subscription = { ...row, endedAt: null, endedReason: null };
    rows.set(id, subscription);
    return subscription;
  };
  const end: Subscriptions["end"] = (subscription, endedReason) => {
    rows.set(subscription.id, { ...subscription, endedAt: clock.now(), endedReason });
  };

  return {
    get,
    create,
    end,
    getActive(id) {
      const row = get(id);
      if (row.endedAt !== null) throw new RecordNotFound("The subscription has ended.");
      return row;
    },
    activeOf: (subscriberId) => where((row) => row.subscriberId === subscriberId && row.endedAt === null),
    activeOfList: (listId) => where((row) => row.listId === listId && row.endedAt === null),
    latest(subscription) {
      const { subscriberId, listId } = subscription;
      const all = where((row) => row.subscriberId === subscriberId && row.listId === listId);
      // Rows stand in the order they were made, which tells those of one instant apart.
      return all.reduce((newest, row) => (row.createdAt >= newest.createdAt ? row : newest), subscription);
    },
    subscribe(wanted) {
      const [present] = where(
        (row) =>
          row.subscriberId === wanted.subscriberId && row.listId === wanted.listId && row.endedAt === null,
      );
      if (present?.frequency === wanted.frequency) return { subscription: present, isNew: false };
      if (present) end(present, "frequency_changed");
      const source = present ? "frequency_changed" : "user_signed_up";
      return { subscription: create(wanted, source), isNew: true };
    },
    wasActiveSince: (subscriberId, time) =>
      where((row) => row.subscriberId === subscriberId).some(
        ({ endedAt }) => endedAt === null || endedAt >= time,
      ),
    list: () => [...rows.values()],
    clear: () => rows.clear(),
    restore(saved) {
      rows.clear();
      for (const row of saved) rows.set(row.id, row);
    },
  };
}
