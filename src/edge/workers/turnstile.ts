/**
 * One at a time: who is first goes through, and the others wait until that one is back, or is lost.
 *
 * @module
 */
import type { Timer } from "../stores/within.ts";

/** What a turnstile is made with. */
export interface TurnstileOptions {
  /** Milliseconds after which one who is not back is lost, and the next goes. */
  readonly holdFor: number;
  /** Milliseconds that anybody waits. */
  readonly waitFor: number;
  readonly timer: Timer;
  /** A text like no other. */
  readonly random: () => string;
}

/** A turnstile. */
export interface Turnstile {
  /** @returns a token, to who goes through; null to who has waited */
  enter(): Promise<string | null>;
  /** Lets all who wait go on. A token that is lost does nothing. */
  back(token: string): void;
}

/** A turnstile through which nobody has gone. */
export function createTurnstile({ holdFor, waitFor, timer, random }: TurnstileOptions): Turnstile {
  const waiting = new Set<(token: string | null) => void>();
  let held: { readonly token: string; readonly callOff: () => void } | null = null;

  function hold(): string {
    const token = random();
    held = { token, callOff: timer(holdFor, lose) };
    return token;
  }

  function lose(): void {
    held = null;
    for (const goOn of waiting) {
      goOn(hold());
      return;
    }
  }

  return {
    async enter() {
      if (held === null) return hold();
      const { promise, resolve } = Promise.withResolvers<string | null>();
      const goOn = (token: string | null) => {
        callOff();
        waiting.delete(goOn);
        resolve(token);
      };
      const callOff = timer(waitFor, () => goOn(null));
      waiting.add(goOn);
      return promise;
    },
    back(token) {
      if (held?.token !== token) return;
      held.callOff();
      held = null;
      for (const goOn of [...waiting]) goOn(null);
    },
  };
}
