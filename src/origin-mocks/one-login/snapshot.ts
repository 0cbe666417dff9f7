/**
 * As it was: at the start, or at a moment that was written down.
 *
 * @module
 */
import type { Account } from "./accounts.ts";
import { forgetDeliveries } from "./back-channel.ts";
import type { Client } from "./clients.ts";
import type { FaultKind } from "./faults.ts";
import type { Provider } from "./provider.ts";
import { clearStores } from "./stores.ts";

/** Whether a key beyond the first is published, and used. */
interface KeyState {
  readonly published: boolean;
  readonly used: boolean;
}

/** What can be changed while running, as data. */
export interface Snapshot {
  readonly baseUrl: string;
  readonly clients: readonly Client[];
  readonly people: readonly Account[];
  readonly faults: Record<FaultKind, readonly string[]>;
  readonly keys: KeyState;
  readonly identityKeys: KeyState;
}

/** What is now. */
export function takeSnapshot(provider: Provider): Snapshot {
  const { baseUrl, clients, people, faults, keys } = provider;
  return {
    baseUrl,
    clients: [...clients.values()],
    people: [...people.values()],
    faults: faults.configured,
    keys: keys.tokens.state(),
    identityKeys: keys.identity.state(),
  };
}

/** Puts a snapshot in force. Nobody stays signed in, because they may not be the same people. */
export function restoreSnapshot(provider: Provider, snapshot: Snapshot): void {
  clearStores(provider.stores);
  provider.clientKeys.clear();
  provider.log.clear();
  provider.inbox.clear();
  forgetDeliveries(provider);
  provider.baseUrl = snapshot.baseUrl;
  refill(provider.clients, snapshot.clients, ({ ClientID }) => ClientID);
  refill(provider.people, snapshot.people, ({ id }) => id);
  provider.faults.clear();
  provider.faults.configured = snapshot.faults;
  void provider.keys.identity.switchTo(snapshot.identityKeys);
  void provider.keys.tokens.switchTo(snapshot.keys);
}

/** Gives back the state of now, whenever it is called. */
export function resetter(provider: Provider): () => void {
  const start = takeSnapshot(provider);
  return () => restoreSnapshot(provider, start);
}

function refill<Value>(
  map: Map<string, Value>,
  values: readonly Value[],
  keyOf: (value: Value) => string,
): void {
  map.clear();
  for (const value of values) map.set(keyOf(value), value);
}
