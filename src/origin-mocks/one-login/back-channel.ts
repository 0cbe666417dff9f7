/**
 * Telling services that somebody signed out (OpenID Connect Back-Channel Logout 1.0). A service that does
 * not answer 200 is told again, a few times.
 *
 * @module
 */
import type { Client } from "./clients.ts";
import { wrongSignature } from "./faulty-tokens.ts";
import type { Provider } from "./provider.ts";
import type { Session } from "./stores.ts";
import { subjectIdentifier } from "./subjects.ts";

/** How long to wait before each further attempt, in milliseconds. */
const pauses = [1000, 5000, 30_000];
const timeout = 15_000;

/** One delivery, as the control room shows it. */
export interface Delivery {
  readonly clientId: string;
  readonly uri: string;
  readonly attempts: readonly string[];
  readonly isDone: boolean;
}

const logs = new WeakMap<Provider, Map<string, Delivery>>();

/** The latest deliveries, the newest last. */
export function deliveries(provider: Provider): readonly Delivery[] {
  return [...(logs.get(provider)?.values() ?? [])];
}

/** Notes how a delivery goes; of more than a hundred the oldest is forgotten. */
export function noteDelivery(provider: Provider, id: string, delivery: Delivery): void {
  const log = logs.get(provider) ?? new Map<string, Delivery>();
  logs.set(provider, log);
  log.set(id, delivery);
  const [oldest] = log.keys();
  if (log.size > 100 && oldest !== undefined) log.delete(oldest);
}

/** Forgets what was delivered. */
export function forgetDeliveries(provider: Provider): void {
  logs.get(provider)?.clear();
}

/** Tells every service of a session that it has ended; nobody waits for the answers. */
export function notifyClients(provider: Provider, session: Session): void {
  for (const [sid, clientId] of session.clientSessions) {
    const client = provider.clients.get(clientId);
    const person = provider.people.get(session.personId);
    if (client?.BackChannelLogoutUri && person) {
      const uri = client.BackChannelLogoutUri;
      void subjectIdentifier(person, client).then((sub) => deliver(provider, { client, uri, sub, sid }));
    }
  }
}

interface Notice {
  readonly client: Client;
  readonly uri: string;
  readonly sub: string;
  readonly sid: string;
}

async function deliver(provider: Provider, notice: Notice): Promise<void> {
  const { client, uri } = notice;
  const id = provider.randomText(8);
  const attempts: string[] = [];
  for (const pause of [0, ...pauses]) {
    if (pause > 0) await provider.wait(pause);
    const outcome = await send(provider, notice);
    attempts.push(outcome);
    const isDone = outcome === "200";
    noteDelivery(provider, id, { clientId: client.ClientID, uri, attempts: [...attempts], isDone });
    if (isDone) return;
  }
}

/** @returns the status, or why there was none */
async function send(provider: Provider, notice: Notice): Promise<string> {
  try {
    const faults = provider.faults.take("logoutToken", notice.client.ClientID, null);
    const token = wrongSignature(await logoutToken(provider, notice, faults), faults, provider);
    if (faults.has("DUPLICATE")) await post(provider, notice.uri, token);
    return String(await post(provider, notice.uri, token));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function post(provider: Provider, uri: string, token: string): Promise<number> {
  const body = new URLSearchParams({ logout_token: token });
  const signal = AbortSignal.timeout(timeout);
  const response = await provider.fetch(uri, { method: "POST", body, signal, redirect: "manual" });
  await response.body?.cancel();
  return response.status;
}

/** Section 2.4; every attempt has a `jti` of its own. */
function logoutToken(
  provider: Provider,
  { client, sub, sid }: Notice,
  faults: ReadonlySet<string>,
): Promise<string> {
  const iat = provider.seconds();
  const lifetime = faults.has("TOKEN_EXPIRED") ? -1 : provider.lifetimes.logoutToken;
  const claims = {
    iss: provider.issuer,
    sub,
    aud: client.ClientID,
    iat,
    ...(provider.profile.logoutTokenOf2022 ? { sid } : { exp: iat + lifetime }),
    jti: provider.randomUuid(),
    ...(faults.has("WITH_NONCE") && { nonce: provider.randomText(16) }),
    events: { "http://schemas.openid.net/event/backchannel-logout": {} },
  };
  return provider.keys.sign("ES256", claims, "logout+jwt");
}
