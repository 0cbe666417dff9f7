/**
 * Questions to the tables.
 *
 * @module
 */
import type { AccessToken, Application, Organisation, Permission, Tables, User } from "./tables.ts";

/** The permission everybody needs to use an application at all. */
export const SIGNIN = "signin";

/** The user with this uid. */
export function userByUid({ users }: Tables, uid: string): User | undefined {
  return [...users.values()].find((user) => user.uid === uid);
}

/** The user with this address; letter case does not matter. */
export function userByEmail({ users }: Tables, email: string): User | undefined {
  const wanted = email.trim().toLowerCase();
  return [...users.values()].find((user) => user.email === wanted);
}

/** The application with this OAuth client id. */
export function applicationByUid({ applications }: Tables, uid: string): Application | undefined {
  return [...applications.values()].find((application) => application.uid === uid);
}

/** The organisation with this slug. */
export function organisationBySlug({ organisations }: Tables, slug: string): Organisation | undefined {
  return [...organisations.values()].find((organisation) => organisation.slug === slug);
}

/** The permissions an application has, by name. */
export function permissionsOfApplication({ permissions }: Tables, applicationId: number): Permission[] {
  return [...permissions.values()]
    .filter((permission) => permission.applicationId === applicationId)
    .sort((one, other) => compareText(one.name, other.name));
}

/** The names of what a user may do in an application. */
export function permissionsHeld(tables: Tables, userId: number, applicationId: number): ReadonlySet<string> {
  return new Set(
    tables.grants
      .filter((grant) => grant.userId === userId)
      .flatMap(({ permissionId }) => tables.permissions.get(permissionId) ?? [])
      .filter((permission) => permission.applicationId === applicationId)
      .map(({ name }) => name),
  );
}

/** Whether a user may use an application. */
export function hasAccess(tables: Tables, userId: number, applicationId: number): boolean {
  return permissionsHeld(tables, userId, applicationId).has(SIGNIN);
}

/** All tokens a user ever had. */
export function tokensOf({ tokens }: Tables, userId: number): AccessToken[] {
  return [...tokens.values()].filter((token) => token.userId === userId);
}

/** The milliseconds since 1970 at which a token ends. */
export function expiryOf(token: AccessToken): number {
  return token.createdAt + token.expiresIn;
}

/** Whether a token is neither revoked nor expired. */
export function isLive(token: AccessToken, now: number): boolean {
  return token.revokedAt === null && now <= expiryOf(token);
}

/** Whether `id` is `rootId` or stands anywhere under it. */
export function isInSubtree({ organisations }: Tables, rootId: number, id: number | null): boolean {
  const seen = new Set<number>();
  for (let at = id; at !== null && !seen.has(at); at = organisations.get(at)?.parentId ?? null) {
    if (at === rootId) return true;
    // A parent set by hand may close a circle.
    seen.add(at);
  }
  return false;
}

/** Orders by code units, as the database does with names in ASCII. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** What a user is at the moment; the first that is true. */
export function statusOf(user: User): "suspended" | "invited" | "locked" | "active" {
  if (user.suspendedAt !== null) return "suspended";
  if (!user.apiUser && user.invitedAt !== null && user.invitationAcceptedAt === null) return "invited";
  return user.lockedAt === null ? "active" : "locked";
}
