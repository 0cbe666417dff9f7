/**
 * Who may do what. A page that is refused says so in one sentence, wherever the person came from.
 *
 * @module
 */
import { hasAccess, isInSubtree, permissionsOfApplication, SIGNIN } from "./queries.ts";
import { isGovukAdmin, isPublishingManager, manageableRoles } from "./roles.ts";
import type { Permission, Tables, User } from "./tables.ts";

/** What can be done without looking at whom it is done to. */
export type Action =
  | "list users"
  | "create a user"
  | "set a role"
  | "set an organisation"
  | "manage API users"
  | "manage applications"
  | "list organisations"
  | "edit organisations";

const rules: Readonly<Record<Action, (actor: User) => boolean>> = {
  "list users": ({ role }) => role !== "normal",
  "create a user": ({ role }) => isGovukAdmin(role),
  "set a role": ({ role }) => role === "superadmin",
  "set an organisation": ({ role }) => isGovukAdmin(role),
  "manage API users": ({ role }) => role === "superadmin",
  "manage applications": ({ role }) => role === "superadmin",
  "list organisations": ({ role }) => isGovukAdmin(role),
  "edit organisations": ({ role }) => role === "superadmin",
};

/** Whether somebody may do this at all. */
export function may(actor: User, action: Action): boolean {
  return rules[action](actor);
}

/**
 * Whether somebody may edit a user: name, email, suspension, lock, invitation, 2-step verification, and
 * reading what happened. API users are for superadmins alone.
 */
export function mayManage(tables: Tables, actor: User, target: User): boolean {
  if (actor.role === "superadmin") return true;
  if (target.apiUser || !manageableRoles(actor.role).includes(target.role)) return false;
  if (actor.role === "admin") return true;
  const own = actor.organisationId;
  if (own === null) return false;
  return actor.role === "super_organisation_admin"
    ? isInSubtree(tables, own, target.organisationId)
    : target.organisationId === own;
}

/** The users somebody sees in the list: those they may manage. */
export function visibleUsers(tables: Tables, actor: User): User[] {
  return [...tables.users.values()].filter((user) => !user.apiUser && mayManage(tables, actor, user));
}

/** Whether somebody may let a user off 2-step verification: only GDS does, and only for those without power. */
export function mayExempt(tables: Tables, actor: User, target: User): boolean {
  const organisation = tables.organisations.get(actor.organisationId ?? -1);
  const isOfGds = organisation?.slug === "government-digital-service";
  return isOfGds && isGovukAdmin(actor.role) && !target.apiUser && target.role === "normal";
}

/** The permissions of one application that somebody may give to and take from a user. */
export function editablePermissions(
  tables: Tables,
  actor: User,
  target: User,
  applicationId: number,
): Permission[] {
  const grantable = permissionsOfApplication(tables, applicationId).filter(
    ({ grantableFromUi }) => grantableFromUi,
  );
  if (actor.id !== target.id && !mayManage(tables, actor, target)) return [];
  if (isGovukAdmin(actor.role)) return grantable;
  if (!isPublishingManager(actor.role) || !hasAccess(tables, actor.id, applicationId)) return [];
  return grantable.filter(({ delegated }) => delegated);
}

/**
 * Whether somebody may let a user into an application. A publishing manager who has no access may give nothing
 * there, and so cannot let themselves in.
 */
export function mayGrantAccess(tables: Tables, actor: User, target: User, applicationId: number): boolean {
  return editablePermissions(tables, actor, target, applicationId).some(({ name }) => name === SIGNIN);
}
