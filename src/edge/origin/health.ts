/**
 * Which backends are well: by probes, and for each object by what they last answered.
 *
 * @module
 */
import { LRUCache } from "lru-cache";

/** Why a backend is not asked. */
export type Unfitness = "sick" | "left-alone";

/** What is known of the backends. */
export interface Health {
  /**
   * Why a backend is not to be asked for an object now; null when it may be.
   *
   * @param object what is asked for: host and target
   */
  unfitness(backend: string, object: string): Unfitness | null;
  /** It answered with an error, or not at all: for that object it is left alone for a while. */
  failed(backend: string, object: string): void;
  /** It answered well. */
  answered(backend: string, object: string): void;
}

/** What health is made of. */
export interface HealthOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What the probes say; without them nobody is sick. */
  readonly isSick?: (backend: string) => boolean;
  /** Milliseconds; 5,000 as in production (VCL: fetch, rule 3: saintmode). */
  readonly leaveAloneFor?: number;
  /** Bytes of names that are remembered, 4 MB by default; the oldest are forgotten first. */
  readonly maxBytes?: number;
}

/** What an entry costs besides its name. */
const overhead = 100;

/**
 * The health of backends.
 *
 * @example
 * const health = createHealth({ now: Date.now, isSick: probing.isSick });
 * health.failed("origin", "www.gov.uk/bank-holidays");
 */
export function createHealth(options: HealthOptions): Health {
  const { now, isSick = () => false, leaveAloneFor = 5_000, maxBytes = 4 * 1024 * 1024 } = options;
  /** Until when each is left alone. */
  const leftAlone = new LRUCache<string, number>({
    maxSize: maxBytes,
    sizeCalculation: (_until, name) => name.length * 2 + overhead,
  });
  // A backend's name has no blank, so no two pairs make the same name.
  const nameOf = (backend: string, object: string) => `${backend} ${object}`;

  return {
    unfitness(backend, object) {
      if (isSick(backend)) return "sick";
      const until = leftAlone.get(nameOf(backend, object));
      return until !== undefined && until > now() ? "left-alone" : null;
    },
    failed(backend, object) {
      leftAlone.set(nameOf(backend, object), now() + leaveAloneFor);
    },
    answered(backend, object) {
      leftAlone.delete(nameOf(backend, object));
    },
  };
}
