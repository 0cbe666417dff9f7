/**
 * Keys that change as documented: a new one is published first, then used, and the old one is retired
 * last, so that nobody meets a signature whose key they cannot find.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";

/** When keys change by themselves; all in seconds. */
export interface RotationSchedule {
  /** How long a key is used. */
  readonly every: number;
  /** How long before its use a key is published. */
  readonly publishBefore: number;
  /** How long after its last use a key stays published. */
  readonly retireAfter: number;
}

/** The generations of a key. */
export interface KeyRing<Key> {
  current(): Promise<Key>;
  /** What others may verify with, the oldest first. */
  published(): Promise<readonly Key[]>;
  /** Publishes the next key. */
  publish(): Promise<void>;
  /** Signs with the newest key that is published. */
  use(): void;
  /** Publishes no key older than the one in use. */
  retire(): void;
  /** As after the start, for two switches: whether the second key is published, and whether it is used. */
  switchTo(next: { readonly published: boolean; readonly used: boolean }): Promise<void>;
  /** Whether a key beyond the first is published, and used. */
  state(): { readonly published: boolean; readonly used: boolean };
}

/**
 * A ring with its first key.
 *
 * @param make makes the key of a generation; 0 is the first
 * @param schedule when keys change by the clock, counted from now; only by hand without it
 */
export async function createRing<Key>(
  clock: Clock,
  make: (generation: number) => Promise<Key>,
  schedule?: RotationSchedule,
): Promise<KeyRing<Key>> {
  const made = new Map<number, Promise<Key>>();
  const start = clock.now();
  let first = 0;
  let last = 0;
  let used = 0;

  function key(generation: number): Promise<Key> {
    const found = made.get(generation) ?? make(generation);
    made.set(generation, found);
    return found;
  }

  /** The generations that the clock says, on top of what was done by hand. */
  function timetable() {
    if (!schedule) return { first, used, last };
    const seconds = Math.max(0, (clock.now() - start) / 1000);
    const period = Math.floor(seconds / schedule.every);
    const within = seconds - period * schedule.every;
    return {
      first: first + Math.max(0, within >= schedule.retireAfter ? period : period - 1),
      used: used + period,
      last: last + (within >= schedule.every - schedule.publishBefore ? period + 1 : period),
    };
  }

  await key(0);
  return {
    current: () => key(timetable().used),
    published() {
      const { first: oldest, last: newest } = timetable();
      const generations = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);
      return Promise.all(generations.map(key));
    },
    async publish() {
      last = Math.max(last, used + 1);
      await key(last);
    },
    use() {
      used = last;
    },
    retire() {
      first = used;
    },
    async switchTo(next) {
      first = 0;
      last = next.published ? 1 : 0;
      used = next.published && next.used ? 1 : 0;
      await key(last);
    },
    state: () => ({ published: last > 0, used: used > 0 }),
  };
}
