/**
 * Which subjects the provider signed out everywhere, and which of its logout tokens were seen lately.
 *
 * @module
 */
import type { Clock } from "../common/clock.ts";

type Times = readonly (readonly [name: string, at: number])[];

/** Times in milliseconds since 1970: of each notice by subject, of each logout token by its `jti`. */
export interface SavedLogoutNotices {
  readonly notices: Times;
  readonly tokens: Times;
}

/** The notices. Each stands until somebody signs in anew. */
export interface LogoutNotices {
  add(sub: string): void;
  has(sub: string): boolean;
  /** When the subject was last signed out everywhere, in milliseconds since 1970. */
  time(sub: string): number | undefined;
  delete(sub: string): void;
  /** Remembers a logout token for two minutes. @returns false when it was seen within them */
  isNewToken(jti: string): boolean;
  readonly size: number;
  clear(): void;
  save(): SavedLogoutNotices;
  restore(saved: SavedLogoutNotices): void;
}

/** How long the `jti` of a logout token is remembered, in milliseconds. */
const REMEMBERED = 120_000;

/** None. */
export function createLogoutNotices(clock: Clock): LogoutNotices {
  let notices = new Map<string, number>();
  let tokens = new Map<string, number>();

  function forgetOldTokens(): void {
    const now = clock.now();
    for (const [jti, at] of tokens) if (now < at || now - at >= REMEMBERED) tokens.delete(jti);
  }

  return {
    add(sub) {
      notices.set(sub, clock.now());
    },
    has: (sub) => notices.has(sub),
    time: (sub) => notices.get(sub),
    delete(sub) {
      notices.delete(sub);
    },
    isNewToken(jti) {
      forgetOldTokens();
      if (tokens.has(jti)) return false;
      tokens.set(jti, clock.now());
      return true;
    },
    get size() {
      return notices.size;
    },
    clear() {
      notices.clear();
      tokens.clear();
    },
    save: () => ({ notices: [...notices], tokens: [...tokens] }),
    restore(saved) {
      notices = new Map(saved.notices);
      tokens = new Map(saved.tokens);
    },
  };
}
