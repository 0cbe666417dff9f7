/**
 * Work that many ask for at the same time, and that is done once for all of them.
 *
 * @module
 */
import { type Timer, within } from "./within.ts";

/** The same work, again and again. All reject as the work does, or when it takes too long. */
export interface Turns {
  /** Resolves with the turn that is under way, or a new one. */
  join(): Promise<void>;
  /** Resolves with a turn that began after this call. */
  next(): Promise<void>;
}

/** How long work may take. */
export interface TurnOptions {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds; a turn that took longer holds up nobody: the next one begins. */
  readonly timeLimit: number;
  readonly timer: Timer;
}

interface Turn {
  readonly since: number;
  readonly done: Promise<void>;
}

/** Turns of one piece of work. */
export function createTurns(work: () => Promise<void>, { now, timeLimit, timer }: TurnOptions): Turns {
  let last: Turn | null = null;

  function begin(): Promise<void> {
    const turn: Turn = { since: now(), done: work() };
    const end = () => {
      if (last === turn) last = null;
    };
    last = turn;
    turn.done.then(end, end);
    return within(timeLimit, timer, turn.done);
  }

  /** A runtime may end a request with what it had begun: such a turn is never done. */
  function underway(): Turn | null {
    return last !== null && Math.abs(now() - last.since) < timeLimit ? last : null;
  }

  function join(): Promise<void> {
    const turn = underway();
    return turn ? within(timeLimit, timer, turn.done) : begin();
  }

  return {
    join,
    async next() {
      const before = underway();
      if (before) await within(timeLimit, timer, before.done).catch(() => undefined);
      // What is under way now began after that, and so after this call.
      await join();
    },
  };
}
