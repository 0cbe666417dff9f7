/**
 * GOV.UK's account-api is told when people change their address or delete their account at One Login: it keeps
 * addresses of its own.
 *
 * @module
 */
import type { Account } from "./accounts.ts";
import { noteDelivery } from "./back-channel.ts";
import type { Provider } from "./provider.ts";
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

/** Tells of an address, or whether it is verified, if that changed. */
export async function tellOfAddress(provider: Provider, before: Account, after: Account): Promise<void> {
  const { email, emailVerified: email_verified } = after;
  if (before.email === email && before.emailVerified === email_verified) return;
  await tell(provider, after, "PATCH", { email, email_verified });
}

/** Tells that an account is no more. @param person as they were */
export async function tellOfEnd(provider: Provider, person: Account): Promise<void> {
  await tell(provider, person, "DELETE", {});
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
