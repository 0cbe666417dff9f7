/**
 * The five roles: how much power each has, whom it may manage, and who needs 2-step verification.
 *
 * @module
 */

/** From the most power to the least. */
export const roles = [
  "superadmin",
  "admin",
  "super_organisation_admin",
  "organisation_admin",
  "normal",
] as const;

/** What somebody is in Signon, as its database names it. */
export type Role = (typeof roles)[number];

const labels: Readonly<Record<Role, string>> = {
  superadmin: "Superadmin",
  admin: "Admin",
  super_organisation_admin: "Super organisation admin",
  organisation_admin: "Organisation admin",
  normal: "Normal",
};

/** What a page calls the role. */
export function roleLabel(role: Role): string {
  return labels[role];
}

/** Reads a role, such as from a form. */
export function roleOf(text: string): Role | undefined {
  return roles.find((role) => role === text);
}

/** The roles somebody of this role may manage: as much power as its own or less; for `normal`, none. */
export function manageableRoles(role: Role): readonly Role[] {
  return role === "normal" ? [] : roles.slice(roles.indexOf(role));
}

/** Superadmins and admins. */
export function isGovukAdmin(role: Role): boolean {
  return role === "superadmin" || role === "admin";
}

/** Admins of organisations; they must have one. */
export function isPublishingManager(role: Role): boolean {
  return role === "super_organisation_admin" || role === "organisation_admin";
}

/** Whom 2-step verification is asked of: all that have any power, or only superadmins and admins. */
export type TwoStepRule = "all-roles" | "govuk-admins";

/** Whether somebody of this role must use 2-step verification. */
export function requiresTwoStep(role: Role, rule: TwoStepRule): boolean {
  return rule === "govuk-admins" ? isGovukAdmin(role) : role !== "normal";
}
