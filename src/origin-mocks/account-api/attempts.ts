/**
 * Sign-in attempts: what is remembered between sending somebody to the provider and their coming back.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";
import { hourly } from "../common/hourly.ts";
import { type Random, randomHex } from "../common/random.ts";

/** One attempt. */
export interface SignInAttempt {
  readonly id: number;
  readonly oauthState: string;
  readonly nonce: string;
  readonly redirectPath: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** The attempts under way. */
export interface SignInAttempts {
  create(redirectPath: string | null): SignInAttempt;
  /** Finds the attempt of a `state` of the form `<oauth state>:<id>`. It is not bound to a browser. */
  find(state: string): SignInAttempt | undefined;
  delete(attempt: SignInAttempt): void;
  count(): number;
  clear(): void;
  save(): SavedAttempts;
  restore(saved: SavedAttempts): void;
}

/** The attempts, and the last id that was given. */
export interface SavedAttempts {
  readonly lastId: number;
  readonly attempts: readonly SignInAttempt[];
}

/**
 * How long an attempt is good for, in milliseconds. Only an hourly job looks at its age, so it lives between two
 * and three hours.
 */
export const MAX_AGE = 2 * 3_600_000;
/** More than anybody signs in with at once; beyond it the oldest attempt is forgotten. */
const MAX_ATTEMPTS = 10_000;

/** The `state` parameter of an attempt. */
export function stateOf(attempt: SignInAttempt): string {
  return `${attempt.oauthState}:${attempt.id}`;
}

/** An empty store. */
export function createSignInAttempts(clock: Clock, random: Random): SignInAttempts {
  let attempts = new Map<number, SignInAttempt>();
  let lastId = 0;
  const sweep = hourly(clock, (now) => {
    for (const [id, { createdAt }] of attempts) if (now - createdAt > MAX_AGE) attempts.delete(id);
  });

  return {
    create(redirectPath) {
      sweep();
      lastId += 1;
      const [oauthState, nonce] = [randomHex(random, 16), randomHex(random, 16)];
      const attempt = { id: lastId, oauthState, nonce, redirectPath, createdAt: clock.now() };
      attempts.set(attempt.id, attempt);
      if (attempts.size > MAX_ATTEMPTS) attempts.delete(lastId - MAX_ATTEMPTS);
      return attempt;
    },
    find(state) {
      sweep();
      // Ruby splits like this: parts that are empty at the end vanish.
      const [oauthState, id, ...rest] = state.replace(/:+$/, "").split(":");
      if (id === undefined || rest.length > 0) return undefined;
      // The database column is an integer, and "12abc" is cast to 12.
      const attempt = attempts.get(Number.parseInt(id, 10));
      return attempt?.oauthState === oauthState ? attempt : undefined;
    },
    delete(attempt) {
      attempts.delete(attempt.id);
    },
    count: () => attempts.size,
    clear() {
      attempts.clear();
      lastId = 0;
    },
    save: () => ({ lastId, attempts: [...attempts.values()] }),
    restore(saved) {
      attempts = new Map(saved.attempts.map((attempt) => [attempt.id, attempt]));
      lastId = saved.lastId;
    },
  };
}
