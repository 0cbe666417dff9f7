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
  /** Compared as it is stored, by case. */
  findByEmail(email: string): User | undefined;
  /** @throws {DuplicateValue} */
  create(sub: string, legacySub?: string | null): User;
  /** Writes all changes or none; a row that was deleted meanwhile stays so. @throws {DuplicateValue} */
  update(user: User, changes: UserChanges): User;
  delete(user: User): void;
  list(): readonly User[];
  clear(): void;
  save(): SavedUsers;
  /** Puts rows in place of those there are. */
  restore(saved: SavedUsers): void;
}

/** The rows, and the last id that was given: ids are never given twice. */
export interface SavedUsers {
  readonly lastId: number;
  readonly rows: readonly User[];
}

/** A value that another user has already, in a column where each value stands once. */
export class DuplicateValue extends Error {
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

  function clear(): void {
    rows.clear();
    bySub.clear();
    lastId = 0;
  }

  const findBy = (column: keyof User, value: string) =>
    [...rows.values()].find((user) => user[column] === value);

  return {
    find: (sub) => bySub.get(sub),
    findByLegacySub: (legacySub) => findBy("legacySub", legacySub),
    findByEmail: (email) => findBy("email", email),
    create(sub, legacySub = null) {
      const nothing = { email: null, emailVerified: null, localAttribute: null, testMfaAttribute: null };
      const user = save({ id: lastId + 1, sub, legacySub, ...nothing });
      lastId = user.id;
      return user;
    },
    update(user, changes) {
      const row = rows.get(user.id);
      return row ? save({ ...row, ...changes }) : { ...user, ...changes };
    },
    delete({ id, sub }) {
      rows.delete(id);
      bySub.delete(sub);
    },
    list: () => [...rows.values()],
    clear,
    save: () => ({ lastId, rows: [...rows.values()] }),
    restore(saved) {
      clear();
      for (const user of saved.rows) save(user);
      lastId = saved.lastId;
    },
  };
}

/** A value as a boolean database column takes it: null stays, and what is not false is true. */
export function castBoolean(value: unknown): boolean | null {
  if (value === null || value === undefined || value === "") return null;
  return !["false", "f", "off", "0"].includes(String(value).toLowerCase());
}
