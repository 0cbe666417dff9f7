/**
 * The differential fuzzer: random sequences through Varnish with production's rules and through the edge,
 * until they disagree or the time is up.
 *
 * @module
 */
import fc from "fast-check";
import type { State } from "../../../src/testing/outcome-schema.ts";
import type { Stage } from "../../../src/testing/play.ts";
import { asPlay } from "./as-play.ts";
import { disagreements, gistOf, performTurns } from "./compare.ts";
import type { Rule } from "./said.ts";
import { sequences, type Turn } from "./sequences.ts";

/** The two that are compared. */
export interface Contestants {
  readonly varnish: Stage;
  readonly edge: Stage;
}

/** How a run went. */
export interface Fuzzed {
  readonly sequences: number;
  readonly requests: number;
  /** How often the edge answered in each way. */
  readonly states: ReadonlyMap<State, number>;
  /** How often Varnish was told something else, by the name of the difference. */
  readonly rules: ReadonlyMap<Rule, number>;
  /** The smallest sequence that they disagree on; null when there is none. */
  readonly found: Disagreement | null;
}

/** A sequence that the two disagree on. */
export interface Disagreement {
  /** The seed that leads to it at once. */
  readonly seed: number;
  /** Such as `step 2: state: Varnish HIT, the edge MISS`. */
  readonly lines: readonly string[];
  readonly play: ReturnType<typeof asPlay>;
}

const sequencesAtATime = 25;

/**
 * Runs until a disagreement was found, and made as small as it gets, or until the time is up.
 *
 * @param isOver asked after every few sequences
 */
export async function fuzz(contestants: Contestants, seed: number, isOver: () => boolean): Promise<Fuzzed> {
  const counts = {
    sequences: 0,
    requests: 0,
    states: new Map<State, number>(),
    rules: new Map<Rule, number>(),
  };
  let found: Disagreement | null = null;
  for (let at = seed; found === null && !isOver(); at += 1) {
    const property = fc.asyncProperty(sequences, async (turns) => {
      const lines = await disagreementsOn(turns, contestants, (turn, state) => {
        counts.requests += 1;
        if (state !== null) increment(counts.states, state);
        for (const rule of [...turn.visit.rules, ...turn.page.rules]) increment(counts.rules, rule);
      });
      counts.sequences += 1;
      return lines.length === 0;
    });
    const { counterexample } = await fc.check(property, { seed: at, numRuns: sequencesAtATime });
    if (counterexample !== null) found = await disagreementOn(counterexample[0], contestants, at);
  }
  return { ...counts, found };
}

async function disagreementsOn(
  turns: readonly Turn[],
  { varnish, edge }: Contestants,
  onTurn: (turn: Turn, state: State | null) => void = () => undefined,
): Promise<string[]> {
  const [theirs, ours] = await Promise.all([
    performTurns(turns, varnish, "varnish"),
    performTurns(turns, edge, "edge"),
  ]);
  for (const [index, turn] of turns.entries()) {
    const seen = ours[index];
    onTurn(turn, seen === undefined ? null : gistOf(seen).state);
  }
  return disagreements(turns, theirs, ours);
}

async function disagreementOn(
  shrunk: readonly Turn[],
  contestants: Contestants,
  seed: number,
): Promise<Disagreement> {
  const turns = await withoutIdleTurns(shrunk, contestants);
  const lines = await disagreementsOn(turns, contestants);
  const production = await performTurns(turns, contestants.varnish, "edge");
  const edge = await performTurns(turns, contestants.edge, "edge");
  const title = `Found by the fuzzer with seed ${seed}`;
  return { seed, lines, play: asPlay(title, turns, production, edge) };
}

/** A turn that plays no part may be left over: making one smaller can make another one needless. */
async function withoutIdleTurns(turns: readonly Turn[], contestants: Contestants): Promise<readonly Turn[]> {
  let needed = turns;
  for (const turn of turns) {
    const without = needed.filter((other) => other !== turn);
    if ((await disagreementsOn(without, contestants)).length > 0) needed = without;
  }
  return needed;
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
