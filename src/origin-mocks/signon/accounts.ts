/**
 * What is done to users: made, changed, suspended, let in again. Who may do it was asked before.
 *
 * @module
 */
import { type Happening, record } from "./events.ts";
import { newUser } from "./load.ts";
import { permissionsOfApplication, statusOf, userByEmail } from "./queries.ts";
import { requiresTwoStep } from "./roles.ts";
import type { Service } from "./service.ts";
import type { User } from "./tables.ts";
import { tellReauth, tellUpdate } from "./telling.ts";
import { revokeAll } from "./tokens.ts";
import { uuid } from "./uuid.ts";

/** Who does something; null when it happens by itself. */
export type Actor = User | null;

/** Domains of personal mail. */
const PERSONAL = /aol|btinternet|gmail|hotmail|outlook|yahoo/i;
const EMAIL = /^[\x21-\x3f\x41-\x7e]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

/** An address as Signon keeps it. */
export function tidyEmail(email: string): string {
  return email.trim().toLowerCase().replaceAll("’", "'");
}

/** What is wrong with an address for a user; null when nothing is. */
export function emailProblem({ tables }: Service, email: string, owner?: User): string | null {
  const tidy = tidyEmail(email);
  if (!EMAIL.test(tidy) || tidy.length > 254) return "Enter an email address such as name@example.com";
  if (PERSONAL.test(tidy.slice(tidy.lastIndexOf("@") + 1)))
    return "Enter an address at work, not a personal one";
  const other = userByEmail(tables, tidy);
  return other && other !== owner ? "Email has already been taken" : null;
}

/** Makes an API user, which signs in nowhere and is invited to nothing. */
export function createApiUser(service: Service, actor: Actor, name: string, email: string): User {
  const identity = { uid: uuid(service.random), name: name.trim(), email: tidyEmail(email), apiUser: true };
  const user = newUser(service.tables, identity, service.clock.now());
  user.password = service.random(32);
  note(service, actor, user, "API user created");
  return user;
}

/** Invites somebody: they may do little until they choose a password. */
export function inviteUser(
  service: Service,
  actor: Actor,
  { name, email, organisationId }: Pick<User, "name" | "email" | "organisationId">,
): User {
  const { tables, clock } = service;
  const identity = { uid: uuid(service.random), name: name.trim(), email: tidyEmail(email), apiUser: false };
  const user = newUser(tables, identity, clock.now());
  Object.assign(user, { password: service.random(32), organisationId });
  user.requireTwoStep = tables.organisations.get(organisationId ?? -1)?.requireTwoStep ?? false;
  for (const { id } of tables.applications.values()) {
    for (const permission of permissionsOfApplication(tables, id)) {
      if (permission.default)
        tables.grants.push({ userId: user.id, permissionId: permission.id, lastSyncedAt: null });
    }
  }
  sendInvitation(service, user);
  note(service, actor, user, "account invited");
  return user;
}

/** Sends the invitation, again if need be. */
export function sendInvitation(service: Service, user: User): void {
  user.invitedAt = service.clock.now();
  const link = service.sessions.startPassword(user.id, "invitation");
  const subject = "Please confirm your account";
  service.mails.unshift({
    to: user.email,
    subject,
    link: `/users/invitation/accept?invitation_token=${link}`,
  });
}

/** Changes what is known of a user, and tells the applications. */
export function changeUser(
  service: Service,
  actor: Actor,
  user: User,
  change: Partial<Pick<User, "name" | "email" | "role" | "organisationId">>,
): void {
  if (change.name !== undefined && change.name !== user.name) note(service, actor, user, "name changed");
  if (change.email !== undefined && change.email !== user.email) note(service, actor, user, "email changed");
  if (change.organisationId !== undefined && change.organisationId !== user.organisationId)
    note(service, actor, user, "organisation changed");
  if (change.role !== undefined && change.role !== user.role) {
    note(service, actor, user, "role changed", `${user.role} to ${change.role}`);
    // Only where it matters does more power ask for a second factor.
    if (service.environment === "production" && requiresTwoStep(change.role, service.twoStepRule))
      user.requireTwoStep = true;
  }
  Object.assign(user, change);
  tellUpdate(service, user);
}

/** Suspends a user: every token is revoked, and the applications are told. */
export function suspend(service: Service, actor: Actor, user: User, reason: string): void {
  user.suspendedAt = service.clock.now();
  user.suspensionReason = reason;
  revokeAll(service, user.id);
  note(service, actor, user, actor ? "account suspended" : "account autosuspended", reason);
  tellUpdate(service, user);
  tellReauth(service, user);
}

/** Ends a suspension. The tokens stay revoked, and the old password is not good any more. */
export function unsuspend(service: Service, actor: Actor, user: User): void {
  user.suspendedAt = null;
  user.suspensionReason = null;
  user.unsuspendedAt = service.clock.now();
  user.password = service.random(32);
  note(service, actor, user, "account unsuspended");
  tellUpdate(service, user);
  tellReauth(service, user);
}

/** Lets somebody in who typed a wrong password too often. */
export function unlock(service: Service, actor: Actor, user: User): void {
  Object.assign(user, { lockedAt: null, failedAttempts: 0, failedCodes: 0 });
  note(service, actor, user, "account unlocked");
}

/** Forgets the second factor, and asks for a new one. */
export function resetTwoStep(service: Service, actor: Actor, user: User): void {
  user.otpSecret = null;
  user.requireTwoStep = true;
  user.failedCodes = 0;
  service.mails.unshift({ to: user.email, subject: "2-step verification has been reset", link: null });
  note(service, actor, user, "2-step verification reset");
}

/** Asks for a second factor from now on. */
export function mandateTwoStep(service: Service, actor: Actor, user: User): void {
  user.requireTwoStep = true;
  user.exemption = null;
  note(service, actor, user, "2-step verification mandated");
}

/** Lets somebody off the second factor until a day to come. */
export function exemptFromTwoStep(
  service: Service,
  actor: Actor,
  user: User,
  exemption: NonNullable<User["exemption"]>,
): void {
  Object.assign(user, { requireTwoStep: false, otpSecret: null, exemption });
  note(service, actor, user, "2-step verification exempted", exemption.reason);
}

/** Whether somebody still has to set up a second factor. */
export function mustSetUpTwoStep({ tables, clock }: Service, user: User): boolean {
  if (user.otpSecret !== null || user.apiUser) return false;
  const isExempt = user.exemption !== null && clock.now() < user.exemption.until;
  const organisation = tables.organisations.get(user.organisationId ?? -1);
  return user.requireTwoStep || (organisation?.requireTwoStep === true && !isExempt);
}

const DAY = 86_400_000;

/** Every night: suspends who was away for 45 days, and forgets invitations nobody took up in 90. */
export function nightlyReview(service: Service, now: number): void {
  for (const user of [...service.tables.users.values()]) {
    if (user.apiUser || user.suspendedAt !== null) continue;
    if (statusOf(user) === "invited") {
      if (now - (user.invitedAt ?? now) > 90 * DAY) service.tables.users.delete(user.id);
      continue;
    }
    const idle = now - (user.currentSignInAt ?? user.createdAt);
    const inGrace = user.unsuspendedAt !== null && now - user.unsuspendedAt <= 7 * DAY;
    if (idle <= 45 * DAY || inGrace) continue;
    suspend(service, null, user, `User has not logged in for 45 days since ${dateOf(now - idle)}`);
    service.mails.unshift({ to: user.email, subject: "Your account has been suspended", link: null });
  }
}

/** A day, as 2026-03-31. */
export function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function note(service: Service, actor: Actor, user: User, happening: Happening, detail = ""): void {
  record(service, { happening, user, initiator: actor, detail });
}
