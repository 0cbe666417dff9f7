/**
 * The users of account-api: a row for each subject identifier that ever signed in.
 *
 * @module
 */

/** One row. Null means that nobody said yet. */
export interface User {
  /** The database's own id; other services know the user by it, as text. */
  readonly id: number;
  readonly sub: string;
  readonly legacySub: string | null;
  readonly email: string | null;
  readonly emailVerified: boolean | null;
  readonly localAttribute: boolean | null;
  readonly testMfaAttribute: boolean | null;
}

/** What can be written to a row. */
export type UserChanges = Partial<Omit<User, "id">>;

/** The table. */
export interface Users {
  find(sub: string): User | undefined;
  findByLegacySub(legacySub: string): User | undefined;
  /** @throws {DuplicateValue} */
  create(sub: string, legacySub?: string | null): User;
  /** Writes all changes or none. @throws {DuplicateValue} */
  update(user: User, changes: UserChanges): User;
  list(): readonly User[];
  clear(): void;
}

/** A value that another user has already, in a column where each value stands once. */
class DuplicateValue extends Error {
  override readonly name = "DuplicateValue";
}

const uniqueColumns = ["sub", "legacySub", "email"] as const;

/** An empty table. */
export function createUsers(): Users {
  const rows = new Map<number, User>();
  const bySub = new Map<string, User>();
  let lastId = 0;

  function save(user: User): User {
    for (const other of rows.values()) {
      const taken = uniqueColumns.find((column) => user[column] !== null && user[column] === other[column]);
      // The value itself may be somebody's address, so it is not said.
      if (taken && other.id !== user.id) throw new DuplicateValue(`Another user has this ${taken}.`);
    }
    const before = rows.get(user.id);
    if (before) bySub.delete(before.sub);
    rows.set(user.id, user);
    bySub.set(user.sub, user);
    return user;
  }

  return {
    find: (sub) => bySub.get(sub),
    findByLegacySub: (legacySub) => [...rows.values()].find((user) => user.legacySub === legacySub),
    create(sub, legacySub = null) {
      const nothing = { email: null, emailVerified: null, localAttribute: null, testMfaAttribute: null };
      const user = save({ id: lastId + 1, sub, legacySub, ...nothing });
      lastId = user.id;
      return user;
    },
    update: (user, changes) => save({ ...user, ...changes }),
    list: () => [...rows.values()],
    clear() {
      rows.clear();
      bySub.clear();
      lastId = 0;
    },
  };
}

/** A value as a boolean database column takes it: null stays, and what is not false is true. */
export function castBoolean(value: unknown): boolean | null {
  if (value === null || value === undefined || value === "") return null;
  return !["false", "f", "off", "0"].includes(String(value).toLowerCase());
}
