/**
 * The subscribers: a row for each address that ever had to do with emails.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";
import { addressErrors, ValidationFailure } from "./validation.ts";

/** One row. Times are milliseconds since 1970. */
export interface Subscriber {
  readonly id: number;
  /** Null once it was merged into another, or forgotten. Each address stands once, in whatever case. */
  readonly address: string | null;
  /** account-api's own id of the user, as text; two rows may hold the same one. */
  readonly govukAccountId: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What can be written to a row. */
export type SubscriberChanges = Partial<Pick<Subscriber, "address" | "govukAccountId">>;

/** The table. */
export interface Subscribers {
  find(id: number): Subscriber | undefined;
  findByAddress(address: string): Subscriber | undefined;
  /** The first of those that hold the id: nothing makes it unique. */
  findByAccount(govukAccountId: string): Subscriber | undefined;
  /** @throws {ValidationFailure} for what is no address */
  findOrCreate(address: string): Subscriber;
  /** @throws {ValidationFailure} for what is no address, or one that somebody else has */
  update(id: number, changes: SubscriberChanges): Subscriber;
  list(): readonly Subscriber[];
  clear(): void;
  /** Fills the table; the next row gets a greater id than any of these. */
  restore(saved: readonly Subscriber[]): void;
}

/** An empty table. */
export function createSubscribers(clock: Clock): Subscribers {
  const rows = new Map<number, Subscriber>();
  let lastId = 0;

  function findByAddress(address: string): Subscriber | undefined {
    const wanted = address.toLowerCase();
    return [...rows.values()].find((row) => row.address?.toLowerCase() === wanted);
  }

  function validate(address: string, id: number): void {
    const problems = addressErrors(address);
    if (problems.length > 0) throw new ValidationFailure({ address: problems });
    const other = findByAddress(address);
    if (other && other.id !== id) throw new ValidationFailure({ address: ["has already been taken"] });
  }

  return {
    find: (id) => rows.get(id),
    findByAddress,
    findByAccount: (govukAccountId) =>
      [...rows.values()].find((row) => row.govukAccountId === govukAccountId),
    findOrCreate(address) {
      const found = findByAddress(address);
      if (found) return found;
      validate(address, 0);
      lastId += 1;
      const now = clock.now();
      const row = { id: lastId, address, govukAccountId: null, createdAt: now, updatedAt: now };
      rows.set(lastId, row);
      return row;
    },
    update(id, changes) {
      const row = rows.get(id);
      if (!row) throw new Error("The row is gone.");
      if (typeof changes.address === "string") validate(changes.address, id);
      const changed = { ...row, ...changes, updatedAt: clock.now() };
      rows.set(id, changed);
      return changed;
    },
    list: () => [...rows.values()],
    clear() {
      rows.clear();
      lastId = 0;
    },
    restore(saved) {
      rows.clear();
      for (const row of saved) rows.set(row.id, row);
      lastId = Math.max(0, ...rows.keys());
    },
  };
}
