/**
 * What happens to accounts while services know them: another email address or second factor, deleted and
 * made again, suspended or blocked.
 *
 * @module
 */
import { z } from "zod";
import { type Account, isMeant } from "./accounts.ts";
import type { Provider } from "./provider.ts";
import { endEverySession } from "./sessions.ts";

type Change = (provider: Provider, person: Account, sent: unknown) => Account;

const phone = z
  .union([
    z.string().regex(/^\+[0-9]{8,15}$/, "expected a phone number such as +447700900123"),
    z.literal(""),
    z.null(),
  ])
  .transform((number) => number || null);

/** The subject that services know stays. */
const changeEmail: Change = (provider, person, sent) => {
  const others = [...provider.people.values()].filter(({ id }) => id !== person.id);
  const { email } = z
    .object({
      email: z.email().refine((text) => !others.some((other) => isMeant(other, text)), "is somebody else's"),
    })
    .parse(sent);
  return { ...person, email, updatedAt: provider.seconds() };
};

/** Text messages to a number, or without one an authenticator app. */
const changeSecondFactor: Change = (provider, person, sent) => {
  const { phoneVerified: _verified, ...rest } = person;
  return { ...rest, phone: z.object({ phone }).parse(sent).phone, updatedAt: provider.seconds() };
};

/** Somebody who deletes their account and makes another is somebody new to every service. */
const recreate: Change = (provider, person) => {
  forget(provider, person.id);
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
export function changeAccount(
  provider: Provider,
  id: string,
  name: string,
  sent: unknown,
): Account | undefined {
  const person = provider.people.get(id);
  const changed = person && changes.get(name)?.(provider, person, sent);
  if (changed) provider.people.set(id, changed);
  return changed;
}

/** Ends what somebody has begun: sessions, with a notice to every service, codes, tokens. */
export function forget(provider: Provider, personId: string): void {
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
