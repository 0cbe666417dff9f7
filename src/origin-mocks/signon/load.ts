/**
 * The tables as a world and Signon's own data describe them.
 *
 * @module
 */
import { plainApplication, type RegisteredApplication, type SignonData, type SignonWorld } from "./data.ts";
import { SIGNIN } from "./queries.ts";
import { emptyTables, type Permission, type Tables, takeId, type User } from "./tables.ts";
import { API_TOKEN_LIFETIME } from "./tokens.ts";

/** What Signon's own API user for pushes needs; no person may give it. */
export const USER_UPDATE_PERMISSION = "user_update_permission";

/**
 * Tables with tokens made at `now`.
 *
 * @throws {Error} when a token or permission is for an application that is not registered
 */
export function loadTables(world: SignonWorld, data: SignonData, now: number): Tables {
  const tables = emptyTables();
  tables.feed = data.organisationsFeed;
  tables.parentFixes = data.parentFixes;
  for (const application of allApplications(world, data)) addApplication(tables, application);
  addOrganisations(tables, data);
  for (const apiUser of world.apiUsers) addApiUser(tables, apiUser, now);
  for (const person of data.users) addPerson(tables, person, now);
  return tables;
}

/** What the world only names, the data may describe. */
function allApplications(world: SignonWorld, data: SignonData): RegisteredApplication[] {
  const described = new Map(data.applications.map((each) => [each.name, each]));
  const named = world.applications.map((each) => ({
    ...(described.get(each.name) ?? plainApplication(each)),
    uid: each.uid,
  }));
  const names = new Set(named.map(({ name }) => name));
  return [...named, ...data.applications.filter(({ name }) => !names.has(name))];
}

/** Registers an application, with the permissions every one has. */
export function addApplication(tables: Tables, { permissions, ...application }: RegisteredApplication): void {
  const id = takeId(tables);
  tables.applications.set(id, { ...application, id });
  const plain = { delegated: false, grantableFromUi: true, default: false };
  ensurePermission(tables, id, { ...plain, name: SIGNIN, delegated: true });
  if (application.supportsPushUpdates) {
    ensurePermission(tables, id, { ...plain, name: USER_UPDATE_PERMISSION, grantableFromUi: false });
  }
  for (const permission of permissions) ensurePermission(tables, id, permission);
}

/** The permission of this name, made when it is missing. */
export function ensurePermission(
  tables: Tables,
  applicationId: number,
  permission: Omit<Permission, "id" | "applicationId">,
): Permission {
  const found = [...tables.permissions.values()].find(
    (each) => each.applicationId === applicationId && each.name === permission.name,
  );
  if (found) return found;
  const made = { ...permission, id: takeId(tables), applicationId };
  tables.permissions.set(made.id, made);
  return made;
}

function addOrganisations(tables: Tables, { organisations }: SignonData): void {
  const ids = new Map(organisations.map(({ slug }) => [slug, takeId(tables)]));
  for (const { parent, ...organisation } of organisations) {
    const id = ids.get(organisation.slug);
    const parentId = parent === null ? null : (ids.get(parent) ?? null);
    if (id !== undefined) tables.organisations.set(id, { ...organisation, id, parentId });
  }
}

function addApiUser(tables: Tables, apiUser: SignonWorld["apiUsers"][number], now: number): void {
  const { uid, name, email, suspended } = apiUser;
  const user = newUser(tables, { uid, name, email, apiUser: true }, now);
  if (suspended) suspendedFromTheStart(user, now);
  for (const { application, token, permissions } of apiUser.tokens) {
    const applicationId = grantByName(tables, user, application, permissions);
    const row = { token, refreshToken: null, applicationId, userId: user.id, createdAt: now };
    tables.tokens.set(token, {
      ...row,
      id: takeId(tables),
      expiresIn: API_TOKEN_LIFETIME,
      revokedAt: null,
    });
  }
}

function addPerson(tables: Tables, person: SignonData["users"][number], now: number): void {
  const { uid, name, email, role, password, otpSecret, requireTwoStep } = person;
  const user = newUser(tables, { uid, name, email, apiUser: false }, now);
  Object.assign(user, { role, password, otpSecret, requireTwoStep, currentSignInAt: now });
  if (person.suspended) suspendedFromTheStart(user, now);
  if (person.organisation !== null) {
    const organisation = [...tables.organisations.values()].find(({ slug }) => slug === person.organisation);
    if (!organisation) throw new Error(`${name} is of ${person.organisation}, which is no organisation.`);
    user.organisationId = organisation.id;
  }
  for (const [application, names] of Object.entries(person.permissions)) {
    grantByName(tables, user, application, names);
  }
}

/** A user without any power, in the table. */
export function newUser(
  tables: Tables,
  identity: Pick<User, "uid" | "name" | "email" | "apiUser">,
  now: number,
): User {
  const user: User = {
    ...identity,
    id: takeId(tables),
    createdAt: now,
    role: "normal",
    organisationId: null,
    password: "",
    requireTwoStep: false,
    otpSecret: null,
    exemption: null,
    suspendedAt: null,
    suspensionReason: null,
    unsuspendedAt: null,
    invitedAt: null,
    invitationAcceptedAt: null,
    lockedAt: null,
    failedAttempts: 0,
    failedCodes: 0,
    currentSignInAt: null,
  };
  tables.users.set(user.id, user);
  return user;
}

function suspendedFromTheStart(user: User, now: number): void {
  user.suspendedAt = now;
  user.suspensionReason = "Suspended in the data Signon started with";
}

/** Gives permissions by name, made when the application does not list them. @returns the application's id */
export function grantByName(tables: Tables, user: User, name: string, names: readonly string[]): number {
  const application = [...tables.applications.values()].find((each) => each.name === name);
  if (!application) throw new Error(`${user.name} has something for ${name}, which is not registered.`);
  const plain = { delegated: false, grantableFromUi: true, default: false };
  for (const each of names) {
    const permission = ensurePermission(tables, application.id, { ...plain, name: each });
    grant(tables, user.id, permission.id);
  }
  return application.id;
}

/** Gives a permission to a user who does not hold it yet. */
export function grant(tables: Tables, userId: number, permissionId: number): void {
  const held = tables.grants.some((each) => each.userId === userId && each.permissionId === permissionId);
  if (!held) tables.grants.push({ userId, permissionId, lastSyncedAt: null });
}
