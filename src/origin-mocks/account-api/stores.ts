/**
 * Everything account-api remembers. There is no table of sessions.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";
import { hourly } from "../common/hourly.ts";
import type { Random } from "../common/random.ts";
import { createSignInAttempts, type SignInAttempts } from "./attempts.ts";
import { createUsers, type User, type Users } from "./users.ts";

/** The subject identifiers of deleted users; none of them can have a session for 30 days. */
interface Tombstones {
  add(sub: string): void;
  has(sub: string): boolean;
  clear(): void;
}

/** The stores, and the one rule that joins two of them. */
export interface Stores {
  readonly users: Users;
  readonly attempts: SignInAttempts;
  readonly tombstones: Tombstones;
  /** Subjects that the provider signed out everywhere. Kept until somebody signs in anew. */
  readonly logoutNotices: Set<string>;
  /** Makes a row for a subject; a new user has no logout notice. */
  createUser(sub: string, legacySub?: string | null): User;
  reset(): void;
}

/** Empty stores. */
export function createStores(clock: Clock, random: Random): Stores {
  const users = createUsers();
  const attempts = createSignInAttempts(clock, random);
  const tombstones = createTombstones(clock);
  const logoutNotices = new Set<string>();
  return {
    users,
    attempts,
    tombstones,
    logoutNotices,
    createUser(sub, legacySub) {
      const user = users.create(sub, legacySub);
      logoutNotices.delete(sub);
      return user;
    },
    reset() {
      for (const store of [users, attempts, tombstones, logoutNotices]) store.clear();
    },
  };
}

function createTombstones(clock: Clock): Tombstones {
  const maxAge = 30 * 24 * 3_600_000;
  const created = new Map<string, number>();
  const sweep = hourly(clock, (now) => {
    for (const [sub, at] of created) if (now - at > maxAge) created.delete(sub);
  });
  return {
    add(sub) {
      created.set(sub, clock.now());
    },
    has(sub) {
      sweep();
      return created.has(sub);
    },
    clear() {
      created.clear();
    },
  };
}
