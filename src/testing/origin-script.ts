/**
 * What an app is to say, what it was asked, and the requests that it keeps back: the same for an app in
 * memory and for one on a socket.
 *
 * @module
 */
import type { OriginAnswer, OriginSaw } from "./play.ts";

/** Requests that the origin keeps back. */
export interface Held {
  /** How many there are. */
  open(): number;
  /** Answers all there are. */
  release(answer: () => OriginAnswer): void;
  /** From now on requests are answered when they come. */
  end(): void;
}

/** Gives a request its answer. */
export type Give = (answer: OriginAnswer) => void;

/** An app that is told what to say. Until then it answers 500. */
export interface OriginScript {
  /** A request has come: it gets its answer at once, or when those that are kept back do. */
  ask(saw: OriginSaw, give: Give): void;
  /** What to say to every request from now on. */
  answerNext(answer: OriginAnswer): void;
  /**
   * The request that came since the last call, which is then forgotten.
   *
   * @throws {Error} when more than one came
   */
  seenByOrigin(): OriginSaw | null;
  /** From now on requests are kept back, and not among those seen. */
  hold(): Held;
}

/** An app that has been told nothing, and asked nothing. */
export function originScript(): OriginScript {
  let next: OriginAnswer = { status: 500, headers: [], body: "nothing was scripted" };
  let seen: OriginSaw[] = [];
  let kept: Give[] | null = null;
  return {
    ask(saw, give) {
      if (kept !== null) return void kept.push(give);
      seen.push(saw);
      give(next);
    },
    answerNext(answer) {
      next = answer;
    },
    seenByOrigin() {
      const [first, second] = seen;
      seen = [];
      if (second !== undefined)
        throw new Error(`the app was asked more than once: ${second.method} ${second.url}`);
      return first ?? null;
    },
    hold() {
      let waiting: Give[] = [];
      kept = waiting;
      return {
        open: () => waiting.length,
        release(answer) {
          const answered = waiting;
          waiting = [];
          kept = waiting;
          for (const give of answered) give(answer());
        },
        end() {
          kept = null;
          for (const give of waiting) give(next);
        },
      };
    },
  };
}
