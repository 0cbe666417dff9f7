/**
 * Who is signed in to Signon in which browser: kept on the server, for half an hour from the last request.
 *
 * @module
 */
import { LRUCache } from "lru-cache";
import type { Clock } from "../common/clock.ts";

/** What the next page tells, once. */
export interface Flash {
  readonly kind: "notice" | "alert";
  readonly text: string;
  /** A new access token: shown on one page only. */
  readonly token?: string;
}

/** What Signon remembers of one browser. */
export interface Session {
  userId: number | null;
  /** Whether the code of the second factor was right, or none is needed. */
  secondFactorDone: boolean;
  /** Where to go after signing in; a path of Signon's own. */
  returnTo: string | null;
  flash: Flash | null;
  /** The application that could not be opened, for one page. */
  refusedApplication: string | null;
  /** A second factor that is being set up. */
  pendingSecret: string | null;
}

/** A browser that may leave out the second factor. */
interface Remembered {
  readonly userId: number;
  /** Of the time it was remembered: after a reset it counts no more. */
  readonly otpSecret: string;
}

/** A link in an email by which somebody chooses a password. */
interface PasswordLink {
  readonly userId: number;
  readonly why: "invitation" | "reset";
  readonly until: number;
}

/** The browsers that are known; all of it expires by the mock's clock and is bounded in number. */
export interface Sessions {
  get(id: string): Session | undefined;
  /** @returns the id of a new session with what it holds */
  add(session: Session): string;
  delete(id: string): void;
  remember(remembered: Remembered): string;
  remembered(id: string): Remembered | undefined;
  /** Lets a user choose a password, with the token that is returned. */
  startPassword(userId: number, why: PasswordLink["why"]): string;
  passwordLink(token: string): PasswordLink | undefined;
  endPassword(token: string): void;
  clear(): void;
}

/** In milliseconds. */
const IDLE = 1_800_000;
/** How long the second factor may be left out, in milliseconds. */
export const REMEMBERED = 30 * 86_400_000;
/** Two weeks, and six hours. */
const passwordLifetimes = { invitation: 14 * 86_400_000, reset: 6 * 3_600_000 };
const capacity = 10_000;

/** Nobody signed in. */
export function createSessions(clock: Clock, random: (bytes: number) => string): Sessions {
  const passwords = new LRUCache<string, PasswordLink>({ max: capacity });
  function expiring<Value extends object>(ttl: number) {
    // Without a resolution of 0, lru-cache would not notice for a moment that the clock was moved.
    return new LRUCache<string, Value>({
      max: capacity,
      ttl,
      ttlResolution: 0,
      perf: { now: () => clock.now() },
    });
  }
  const sessions = expiring<Session>(IDLE);
  const browsers = expiring<Remembered>(REMEMBERED);
  return {
    get: (id) => sessions.get(id, { updateAgeOnGet: true }),
    add(session) {
      const id = random(32);
      sessions.set(id, session);
      return id;
    },
    delete: (id) => void sessions.delete(id),
    remember(remembered) {
      const id = random(32);
      browsers.set(id, remembered);
      return id;
    },
    remembered: (id) => browsers.get(id),
    startPassword(userId, why) {
      const token = random(20);
      passwords.set(token, { userId, why, until: clock.now() + passwordLifetimes[why] });
      return token;
    },
    passwordLink(token) {
      const link = passwords.get(token);
      return link && clock.now() < link.until ? link : undefined;
    },
    endPassword: (token) => void passwords.delete(token),
    clear() {
      passwords.clear();
      sessions.clear();
      browsers.clear();
    },
  };
}

/** A browser nobody is signed in with. */
export function emptySession(): Session {
  return {
    userId: null,
    secondFactorDone: false,
    returnTo: null,
    flash: null,
    refusedApplication: null,
    pendingSecret: null,
  };
}
