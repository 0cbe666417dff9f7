/**
 * Who is signed in to Signon in which browser: kept on the server, for half an hour from the last request.
 *
 * @module
 */
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Clock } from "../common/clock.ts";
import { entriesSchema, restoreEntries, savedEntries } from "../common/saved.ts";

const text = z.string();

const flash = z.strictObject({
  kind: z.enum(["notice", "alert"]),
  text,
  /** A new access token: shown on one page only. */
  token: text.exactOptional(),
});

const session = z.strictObject({
  userId: z.int().nullable(),
  /** Whether the code of the second factor was right, or none is needed. */
  secondFactorDone: z.boolean(),
  /** Where to go after signing in; a path of Signon's own. */
  returnTo: text.nullable(),
  flash: flash.readonly().nullable(),
  /** The application that could not be opened, for one page. */
  refusedApplication: text.nullable(),
  /** A second factor that is being set up. */
  pendingSecret: text.nullable(),
});

const remembered = z.strictObject({
  userId: z.int(),
  /** Of the time it was remembered: after a reset it counts no more. */
  otpSecret: text,
});

const passwordLink = z.strictObject({
  userId: z.int(),
  why: z.enum(["invitation", "reset"]),
  until: z.number(),
});

/** What sessions look like when they were written down. */
export const savedSessions = z.strictObject({
  sessions: entriesSchema(session),
  browsers: entriesSchema(remembered),
  passwords: z.array(z.tuple([text, passwordLink])),
});

/** What the next page tells, once. */
export type Flash = Readonly<z.infer<typeof flash>>;
/** What Signon remembers of one browser. */
export type Session = z.infer<typeof session>;
/** A browser that may leave out the second factor. */
type Remembered = Readonly<z.infer<typeof remembered>>;
/** A link in an email by which somebody chooses a password. */
type PasswordLink = Readonly<z.infer<typeof passwordLink>>;
type SavedSessions = z.infer<typeof savedSessions>;

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
  save(): SavedSessions;
  restore(saved: SavedSessions): void;
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
    save: () => ({
      sessions: savedEntries(sessions, clock),
      browsers: savedEntries(browsers, clock),
      passwords: [...passwords.entries()].reverse(),
    }),
    restore(saved) {
      restoreEntries(sessions, saved.sessions);
      restoreEntries(browsers, saved.browsers);
      passwords.clear();
      for (const [token, link] of saved.passwords) passwords.set(token, link);
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
