/**
 * What a backend of stored responses offers: bytes under a key, for a time.
 *
 * @module
 */
import type { Awaitable } from "../http-cache/store.ts";

/**
 * Bytes under a key. It may forget anything at any time, and need not be consistent: what is read late,
 * torn or altered is refused by whoever reads it. What fails rejects.
 *
 * Keys are at most 80 letters, digits, `-` and `_`.
 */
export interface Blobs {
  /** Null where there is nothing. */
  get(key: string): Awaitable<Uint8Array | null>;
  /** Several at once, in the order of their keys, where that costs less than one by one. */
  getMany?(keys: readonly string[]): Awaitable<readonly (Uint8Array | null)[]>;
  /** @param secondsToKeep a whole number, 1 or more, after which the backend may clear it away */
  set(key: string, bytes: Uint8Array<ArrayBuffer>, secondsToKeep: number): Awaitable<void>;
  delete(key: string): Awaitable<void>;
}
