/**
 * People who change their address or delete their account at One Login. GOV.UK's account-api is told of both: it
 * keeps addresses of its own.
 *
 * @module
 */
import { type Account, accountSchema } from "./accounts.ts";
import { noteDelivery } from "./back-channel.ts";
import type { Provider } from "./provider.ts";
import { endEverySession } from "./sessions.ts";
import { subjectIdentifier } from "./subjects.ts";

/** Where account-api is, and who One Login is to it. */
export interface AccountApiOptions {
  readonly url: string;
  /** With the permission `update_protected_attributes`. */
  readonly bearerToken: string;
  /** The client that account-api is here: it knows people by the `sub` of that. */
  readonly clientId: string;
}

const timeout = 15_000;

/**
 * Adds somebody, or changes what is known of them; account-api is told if the address of somebody known, or whether
 * it is verified, changed.
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
  provider.people.set(id, person);
  const { email, emailVerified: email_verified } = person;
  const isChanged = before && (before.email !== email || before.emailVerified !== email_verified);
  if (isChanged) await tell(provider, person, "PATCH", { email, email_verified });
  return person;
}

/** Signs somebody out everywhere and forgets them. @returns false when nobody has this id */
export async function deletePerson(provider: Provider, id: string): Promise<boolean> {
  const person = provider.people.get(id);
  endEverySession(provider, id);
  if (!person) return false;
  provider.people.delete(id);
  await tell(provider, person, "DELETE", {});
  return true;
}

/** One attempt. What became of it is noted: the person's own change stands in any case. */
async function tell(provider: Provider, person: Account, method: string, body: object): Promise<void> {
  const { accountApi } = provider;
  const client = accountApi && provider.clients.get(accountApi.clientId);
  if (!accountApi || !client) return;
  const { url, bearerToken, clientId } = accountApi;
  const sub = await subjectIdentifier(person, client);
  // With a bare dot account-api would understand less than half of it.
  const path = `/api/oidc-users/${encodeURIComponent(sub).replaceAll(".", "%2E")}`;
  const uri = url.replace(/\/$/, "") + path;
  const headers = { Authorization: `Bearer ${bearerToken}`, Accept: "application/json" };
  const outcome = await provider
    .fetch(uri, {
      method,
      headers: { ...headers, "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeout),
    })
    .then(async (response) => {
      await response.body?.cancel();
      return { text: `${method} ${response.status}`, isDone: response.ok };
    })
    .catch((error: unknown) => ({ text: `${method} ${String(error)}`, isDone: false }));
  noteDelivery(provider, provider.randomText(8), {
    ...{ clientId, uri, attempts: [outcome.text], isDone: outcome.isDone },
  });
}
