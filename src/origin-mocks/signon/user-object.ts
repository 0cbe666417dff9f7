/**
 * A user as applications are told of them: in `/user.json` and in pushes.
 *
 * @module
 */
import { compareText, permissionsHeld } from "./queries.ts";
import type { Tables, User } from "./tables.ts";

/** A user as one application sees them; somebody suspended may do nothing. */
export function userObject(tables: Tables, user: User, applicationId: number): Record<string, unknown> {
  const { uid, name, email } = user;
  const suspended = user.suspendedAt !== null;
  const organisation = tables.organisations.get(user.organisationId ?? -1);
  return {
    uid,
    name,
    email,
    permissions: suspended ? [] : [...permissionsHeld(tables, user.id, applicationId)].sort(compareText),
    organisation_slug: organisation?.slug ?? null,
    organisation_content_id: organisation?.contentId ?? null,
    disabled: suspended,
  };
}

/** Writes down that an application has been told what a user may do there. */
export function stampSynced(tables: Tables, userId: number, applicationId: number, now: number): void {
  for (const grant of tables.grants) {
    const isOfApplication = tables.permissions.get(grant.permissionId)?.applicationId === applicationId;
    if (grant.userId === userId && isOfApplication) grant.lastSyncedAt = now;
  }
}
