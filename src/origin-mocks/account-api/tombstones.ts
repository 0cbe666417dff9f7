/**
 * The subject identifiers of deleted users; none of them can have a session for 30 days.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";
import { hourly } from "../common/hourly.ts";

/** When each was deleted, in milliseconds since 1970. */
export type SavedTombstones = readonly (readonly [sub: string, at: number])[];

/** The tombstones. */
export interface Tombstones {
  add(sub: string): void;
  has(sub: string): boolean;
  clear(): void;
  save(): SavedTombstones;
  restore(saved: SavedTombstones): void;
}

/** In milliseconds. */
const maxAge = 30 * 24 * 3_600_000;

/** None; they are cleared away by an hourly job. */
export function createTombstones(clock: Clock): Tombstones {
  let created = new Map<string, number>();
  const sweep = hourly(clock, (now) => {
    for (const [sub, at] of created) if (now - at > maxAge) created.delete(sub);
  });
  return {
    add(sub) {
      created.set(sub, clock.now());
    },
    has(sub) {
      sweep();
      return created.has(sub);
    },
    clear() {
      created.clear();
    },
    save: () => [...created],
    restore(saved) {
      created = new Map(saved);
    },
  };
}
