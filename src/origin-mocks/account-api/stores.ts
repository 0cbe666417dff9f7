/**
 * Everything account-api remembers. There is no table of sessions.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";
import type { Random } from "../common/random.ts";
import { createSignInAttempts, type SignInAttempts } from "./attempts.ts";
import { createLogoutNotices, type LogoutNotices } from "./logout-notices.ts";
import type { Mode } from "./mode.ts";
import { createTombstones, type Tombstones } from "./tombstones.ts";
import { createUsers, type User, type Users } from "./users.ts";

/** The stores, and the rules that join two of them. */
export interface Stores {
  readonly users: Users;
  readonly attempts: SignInAttempts;
  readonly tombstones: Tombstones;
  readonly logoutNotices: LogoutNotices;
  /** Makes a row for a subject; a new user has no logout notice, corrected excepted. */
  createUser(sub: string, legacySub?: string | null): User;
  /**
   * The user of a subject identifier, or the one that was known by the identifier of the old accounts, who gets
   * the new one.
   */
  findUser(sub: string, legacySub: string | null): User | undefined;
  /** The user is gone, and the subject identifier cannot have a session for 30 days. */
  deleteUser(user: User): void;
  reset(): void;
}

/** Empty stores. Corrected, nothing but a reset takes a logout notice away. */
export function createStores(clock: Clock, random: Random, mode: Mode): Stores {
  const users = createUsers();
  const attempts = createSignInAttempts(clock, random);
  const tombstones = createTombstones(clock);
  const logoutNotices = createLogoutNotices(clock);
  const forgetNotice = (sub: string) => {
    if (mode === "faithful") logoutNotices.delete(sub);
  };
  return {
    users,
    attempts,
    tombstones,
    logoutNotices,
    createUser(sub, legacySub) {
      const user = users.create(sub, legacySub);
      forgetNotice(sub);
      return user;
    },
    findUser(sub, legacySub) {
      const known = users.find(sub);
      const former = known || legacySub === null ? undefined : users.findByLegacySub(legacySub);
      return former ? users.update(former, { sub }) : known;
    },
    deleteUser(user) {
      forgetNotice(user.sub);
      users.delete(user);
      tombstones.add(user.sub);
    },
    reset() {
      for (const store of [users, attempts, tombstones, logoutNotices]) store.clear();
    },
  };
}
