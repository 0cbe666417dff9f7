/**
 * How often emails with links may be asked for, by address.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";

/** Counts tries. */
export interface RateLimit {
  /** Counts one more try for an address. @returns whether it is one too many */
  isExceeded(address: string): boolean;
  clear(): void;
  /** When each address tried, in milliseconds since 1970. */
  save(): SavedTries;
  restore(saved: SavedTries): void;
}

type SavedTries = readonly (readonly [address: string, times: readonly number[]])[];

const minute = 60_000;
const hour = 3_600_000;
/** The fourth try in a minute is refused, whatever it is for. */
const perMinute = 4;
/** More than anybody tries; beyond it the first is forgotten. */
const maxAddresses = 10_000;

/** @param perHour the try in an hour that is refused */
export function createRateLimit(perHour: number, clock: Clock): RateLimit {
  const tries = new Map<string, readonly number[]>();
  return {
    isExceeded(address) {
      const now = clock.now();
      const lately = [...(tries.get(address) ?? []).filter((at) => now - at < hour), now].slice(-perHour);
      tries.delete(address);
      tries.set(address, lately);
      const [oldest] = tries.keys();
      if (tries.size > maxAddresses && oldest !== undefined) tries.delete(oldest);
      return lately.length >= perHour || lately.filter((at) => now - at < minute).length >= perMinute;
    },
    clear: () => tries.clear(),
    save: () => [...tries],
    restore(saved) {
      tries.clear();
      for (const [address, times] of saved) tries.set(address, times);
    },
  };
}
