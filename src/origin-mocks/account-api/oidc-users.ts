/**
 * `/api/oidc-users/:subject_identifier`: the provider tells of an address that changed, or an account that is
 * gone, and email-alert-api is told in turn.
 *
 * @module
 */
import type { Context } from "hono";
import { type Parameters, parametersOf } from "../common/parameters.ts";
import { ok, railsError } from "../common/rails.ts";
import type { Service } from "./service.ts";
import { castBoolean, DuplicateValue, type User } from "./users.ts";

/** What was said of a user; a field that was not named is undefined, and null keeps what there is. */
interface Told {
  readonly email?: string | null;
  readonly emailVerified?: boolean | null;
}

/** `PUT` and `PATCH`: finds the user or makes one, and stores what is not null. */
export async function updateUser(c: Context, service: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  try {
    const user = findOrCreate(c, parameters, service);
    const told = toldIn(parameters);
    const changed =
      service.mode === "faithful"
        ? await storeFirst(c, user, told, service)
        : await storeLast(c, user, told, service);
    const { email, emailVerified, sub } = changed;
    return ok(c, {
      ...(email !== null && { email }),
      ...(emailVerified !== null && { email_verified: emailVerified }),
      sub,
    });
  } catch (error) {
    if (!(error instanceof DuplicateValue)) throw error;
    service.faults.sensitive += 1;
    return service.mode === "faithful" ? c.body(null, 500) : railsError(c, 422);
  }
}

/** `DELETE`: first the subscriptions, then the user; if the first fails, nothing is deleted. */
export async function deleteUser(c: Context, { stores, emailAlerts }: Service): Promise<Response> {
  const { legacy_sub: legacySub } = await parametersOf(c);
  const user = stores.findUser(subjectOf(c), textOf(legacySub));
  if (!user) return c.body(null, 404);
  const { headers } = c.req.raw;
  const subscriber = await emailAlerts.find(user.id, headers);
  if (subscriber) await emailAlerts.unsubscribe(subscriber.id, headers);
  stores.deleteUser(user);
  return c.body(null, 204);
}

/**
 * As the real service: a failure of email-alert-api comes too late, so that asking again finds nothing changed.
 * A null counts as different from what there is, though it changes nothing.
 */
async function storeFirst(c: Context, user: User, told: Told, service: Service): Promise<User> {
  const changed = service.stores.users.update(user, changesOf(user, told));
  const isChanged =
    (told.email !== undefined && told.email !== user.email) ||
    (told.emailVerified !== undefined && told.emailVerified !== user.emailVerified);
  if (isChanged) await tellOfAddress(c, changed, service);
  return changed;
}

/** Corrected: what email-alert-api has not taken is not stored, so that the provider can try again. */
async function storeLast(c: Context, user: User, told: Told, service: Service): Promise<User> {
  const { users } = service.stores;
  const changed = { ...user, ...changesOf(user, told) };
  const taken = changed.email === null ? undefined : users.findByEmail(changed.email);
  if (taken && taken.id !== user.id) throw new DuplicateValue("Another user has this email.");
  const isChanged = changed.email !== user.email || changed.emailVerified !== user.emailVerified;
  if (isChanged) await tellOfAddress(c, changed, service);
  return users.update(user, changesOf(user, told));
}

async function tellOfAddress(c: Context, user: User, { emailAlerts, mode }: Service): Promise<void> {
  if (!user.email || user.emailVerified !== true) return;
  const { headers } = c.req.raw;
  const subscriber = await emailAlerts.find(user.id, headers);
  // Merging somebody into their own address would end all their subscriptions.
  const isOwn = mode === "corrected" && subscriber?.address === user.email;
  if (subscriber && !isOwn) await emailAlerts.changeAddress(subscriber.id, user.email, headers);
}

function findOrCreate(c: Context, { legacy_sub }: Parameters, { stores }: Service): User {
  const [sub, legacySub] = [subjectOf(c), textOf(legacy_sub)];
  return stores.findUser(sub, legacySub) ?? stores.createUser(sub, legacySub);
}

function toldIn({ email, email_verified: verified }: Parameters): Told {
  return {
    ...(isScalar(email) && { email: textOf(email) }),
    ...(isScalar(verified) && { emailVerified: castBoolean(verified) }),
  };
}

function changesOf(user: User, told: Told): Pick<User, "email" | "emailVerified"> {
  return {
    email: told.email ?? user.email,
    emailVerified: told.emailVerified ?? user.emailVerified,
  };
}

/** What Rails permits without further words: lists and objects count as not given. */
function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

/** As a column of text takes it. */
function textOf(value: unknown): string | null {
  return isScalar(value) && value !== null ? String(value) : null;
}

function subjectOf(c: Context): string {
  return c.req.param("subject") ?? "";
}
