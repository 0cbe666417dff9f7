/**
 * What Signon knows: applications, API users, the permissions they hold and their access tokens.
 *
 * @module
 */
import { base64url } from "jose";
import type { Clock } from "../common/clock.ts";
import type { World } from "../world.ts";

/** The part of the world that Signon is about. */
export type SignonWorld = Pick<World, "applications" | "apiUsers">;
/** An application registered with Signon. */
type Application = World["applications"][number];

/** An API user; permissions belong to the user and the application, not to one of the tokens. */
interface SignonUser {
  readonly uid: string;
  readonly name: string;
  readonly email: string;
  suspended: boolean;
  /** Names of permissions, by the uid of the application. */
  readonly permissions: ReadonlyMap<string, ReadonlySet<string>>;
}

/** One row of the access token table; rows that were revoked stay in it. Times are milliseconds. */
export interface AccessToken {
  readonly owner: SignonUser;
  readonly application: Application;
  readonly createdAt: number;
  readonly expiresIn: number;
  revokedAt: number | null;
  /** When the owner's permissions were last handed to the application. */
  lastSyncedAt: number | null;
}

/** Signon's tables. */
export interface Directory {
  users(): readonly SignonUser[];
  accessTokens(): readonly AccessToken[];
  find(token: string): Promise<AccessToken | undefined>;
  /** @returns false when there is no such token */
  revoke(token: string): Promise<boolean>;
  /** Suspends a user, which revokes every token the user has. @returns false for an unknown uid */
  suspend(uid: string): boolean;
  reset(): void;
}

interface Tables {
  readonly users: readonly SignonUser[];
  readonly rows: readonly AccessToken[];
  readonly byDigest: Promise<ReadonlyMap<string, AccessToken>>;
}

/** An API user's token lives two years, of 365.2425 days. */
const API_TOKEN_LIFETIME = 63_113_904_000;

/**
 * The tables as the world describes them, with tokens made now.
 *
 * @throws {Error} when a token is for an application that the world does not have
 */
export function createDirectory(world: SignonWorld, clock: Clock): Directory {
  let tables = load(world, clock);

  async function find(token: string): Promise<AccessToken | undefined> {
    // By digest, so that the time of a look-up says nothing about the tokens there are.
    return (await tables.byDigest).get(await digest(token));
  }

  return {
    users: () => tables.users,
    accessTokens: () => tables.rows,
    find,
    async revoke(token) {
      const row = await find(token);
      if (row) row.revokedAt ??= clock.now();
      return row !== undefined;
    },
    suspend(uid) {
      const user = tables.users.find((each) => each.uid === uid);
      if (!user) return false;
      user.suspended = true;
      for (const row of tables.rows) if (row.owner === user) row.revokedAt ??= clock.now();
      return true;
    },
    reset() {
      tables = load(world, clock);
    },
  };
}

function load(world: SignonWorld, clock: Clock): Tables {
  const applications = new Map(world.applications.map((each) => [each.name, each]));
  const rows: AccessToken[] = [];
  const digests: Promise<readonly [string, AccessToken]>[] = [];
  const users = world.apiUsers.map((apiUser) => {
    const permissions = new Map<string, Set<string>>();
    const { uid, name, email, suspended } = apiUser;
    const owner: SignonUser = { uid, name, email, suspended, permissions };
    for (const { application: applicationName, token, permissions: names } of apiUser.tokens) {
      const application = applications.get(applicationName);
      if (!application)
        throw new Error(`${name} has a token for ${applicationName}, which is not registered.`);
      const held = permissions.get(application.uid) ?? new Set();
      permissions.set(application.uid, new Set([...held, ...names]));
      const createdAt = clock.now();
      const row = { owner, application, createdAt, expiresIn: API_TOKEN_LIFETIME };
      const stored: AccessToken = { ...row, revokedAt: null, lastSyncedAt: null };
      rows.push(stored);
      digests.push(digest(token).then((key) => [key, stored] as const));
    }
    return owner;
  });
  return { users, rows, byDigest: Promise.all(digests).then((entries) => new Map(entries)) };
}

async function digest(token: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return base64url.encode(new Uint8Array(hash));
}
