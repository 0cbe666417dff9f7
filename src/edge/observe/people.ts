/**
 * The sessions that were seen, so that a developer can be this person or that one again. Only a number and
 * the masked value leave this file, but for the cookie itself.
 *
 * @module
 */
import { masked } from "./mask.ts";

/** A session that was seen. */
export interface PersonSeen {
  readonly id: number;
  /** Masked. */
  readonly session: string;
  /** Milliseconds since 1970. */
  readonly lastSeen: number;
  readonly requests: number;
}

/** The sessions seen lately. */
export interface People {
  /** @param session as the cookie has it, a flash aside */
  seen(session: string, at: number): void;
  /** Who was seen last stands first. */
  list(): readonly PersonSeen[];
  /** The value for the cookie; undefined for a number that nobody has. */
  sessionOf(id: number): string | undefined;
  clear(): void;
}

/** @param limit how many are kept */
export function createPeople(limit = 50): People {
  const known = new Map<string, { id: number; lastSeen: number; requests: number }>();
  let last = 0;
  return {
    seen(session, at) {
      const before = known.get(session);
      known.delete(session);
      known.set(session, { id: before?.id ?? ++last, lastSeen: at, requests: (before?.requests ?? 0) + 1 });
      const [oldest] = known.keys();
      if (known.size > limit && oldest !== undefined) known.delete(oldest);
    },
    list: () => Array.from(known, ([session, person]) => ({ ...person, session: masked(session) })).reverse(),
    sessionOf: (id) => [...known].find(([, person]) => person.id === id)?.[0],
    clear: () => known.clear(),
  };
}
