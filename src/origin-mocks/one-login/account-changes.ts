/**
 * What happens to accounts while services know them: another email address or second factor, deleted, deleted
 * and made again, suspended or blocked. Services are told by back-channel logout, account-api besides.
 *
 * @module
 */
import { z } from "zod";
import { type Account, accountSchema, isMeant } from "./accounts.ts";
import type { Provider } from "./provider.ts";
import { endEverySession } from "./sessions.ts";
import { tellOfAddress, tellOfEnd } from "./telling-account-api.ts";

type Change = (provider: Provider, person: Account, sent: unknown) => Account;

const phone = z
  .union([
    z.string().regex(/^\+[0-9]{8,15}$/, "expected a phone number such as +447700900123"),
    z.literal(""),
    z.null(),
  ])
  .transform((number) => number || null);

/** The subject that services know stays; the address counts as verified, as whoever changes it confirms it first. */
const changeEmail: Change = (provider, person, sent) => {
  const others = [...provider.people.values()].filter(({ id }) => id !== person.id);
  const { email } = z
    .object({
      email: z.email().refine((text) => !others.some((other) => isMeant(other, text)), "is somebody else's"),
    })
    .parse(sent);
  return { ...person, email, emailVerified: true, updatedAt: provider.seconds() };
};

/** Text messages to a number, or without one an authenticator app. */
const changeSecondFactor: Change = (provider, person, sent) => {
  const { phoneVerified: _verified, ...rest } = person;
  return { ...rest, phone: z.object({ phone }).parse(sent).phone, updatedAt: provider.seconds() };
};

/** Somebody who deletes their account and makes another is somebody new to every service. */
const recreate: Change = (provider, person) => {
  const { subject: _old, intervention: _lifted, ...rest } = person;
  return { ...rest, recreated: person.recreated + 1, updatedAt: provider.seconds() };
};

const intervene =
  (intervention: NonNullable<Account["intervention"]>): Change =>
  (provider, person) => {
    endEverySession(provider, person.id);
    return { ...person, intervention };
  };

const reinstate: Change = (_provider, { intervention: _lifted, ...person }) => person;

/** The changes, by the last part of their path. */
const changes = new Map<string, Change>([
  ["email", changeEmail],
  ["second-factor", changeSecondFactor],
  ["recreate", recreate],
  ["suspend", intervene("suspended")],
  ["block", intervene("blocked")],
  ["reinstate", reinstate],
]);

/**
 * Changes an account.
 *
 * @param sent the fields that the change needs, from JSON or from a form
 * @returns undefined when there is no such person or change
 * @throws {z.ZodError} naming the field that is wrong
 */
export async function changeAccount(
  provider: Provider,
  id: string,
  name: string,
  sent: unknown,
): Promise<Account | undefined> {
  const person = provider.people.get(id);
  const changed = person && changes.get(name)?.(provider, person, sent);
  if (changed) await replace(provider, person, changed);
  return changed;
}

/**
 * Adds somebody, or changes what is known of them.
 *
 * @throws {z.ZodError} naming each field that is wrong
 */
export async function putPerson(
  provider: Provider,
  id: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<Account> {
  const before = provider.people.get(id);
  const person = accountSchema.parse({ ...before, ...fields, id });
  await replace(provider, before, person);
  return person;
}

/** Ends an account with all that was begun. @returns false when nobody has this id */
export async function deletePerson(provider: Provider, id: string): Promise<boolean> {
  const person = provider.people.get(id);
  forget(provider, id);
  if (!person) return false;
  provider.people.delete(id);
  await tellOfEnd(provider, person);
  return true;
}

/** Who was made again was deleted before: for services, and for account-api, that account has ended. */
async function replace(provider: Provider, before: Account | undefined, after: Account): Promise<void> {
  const isAnother = before !== undefined && before.recreated !== after.recreated;
  if (isAnother) forget(provider, before.id);
  provider.people.set(after.id, after);
  if (isAnother) await tellOfEnd(provider, before);
  else if (before) await tellOfAddress(provider, before, after);
}

/** Ends what somebody has begun: sessions, with a notice to every service, codes, tokens. */
function forget(provider: Provider, personId: string): void {
  endEverySession(provider, personId);
  const { codes, accessTokens, refreshTokens, sharingNotices } = provider.stores;
  for (const store of [codes, accessTokens]) {
    for (const [key, value] of store.entries()) if (value.personId === personId) store.delete(key);
  }
  for (const [key, { authorization }] of refreshTokens.entries()) {
    if (authorization.personId === personId) refreshTokens.delete(key);
  }
  for (const key of sharingNotices.keys()) {
    if (key.startsWith(`[${JSON.stringify(personId)},`)) sharingNotices.delete(key);
  }
}
