/**
 * Performing many plays, and what came of each.
 *
 * @module
 */
import { withoutSecrets } from "./discreet.ts";
import type { LoadedPlay } from "./load-plays.ts";
import { resultsOf, type StepResult } from "./play.ts";
import type { Play, Profile } from "./play-schema.ts";
import type { RunningStage } from "./stage.ts";

/** What came of a play. */
export interface PlayResult {
  readonly loaded: LoadedPlay;
  readonly profile: Profile;
  readonly outcome: "passed" | "failed" | "not applicable";
  /** Why it is not applicable. */
  readonly reason: string | null;
  readonly steps: readonly StepResult[];
  readonly milliseconds: number;
}

/** Where plays are performed. */
export interface Theatre {
  /** The sets of rules that a play is performed with, one after the other. */
  profilesOf(play: Play): readonly Profile[];
  /** Why a play cannot be performed here; null when it can. */
  whyNot(play: Play, profile: Profile): string | null;
  /** An empty stage for a play. */
  stageFor(play: Play, profile: Profile): Promise<RunningStage>;
  /** Milliseconds since any moment. */
  readonly now: () => number;
}

/**
 * Performs plays one after the other, each with an empty cache. None of them throws: what goes wrong on
 * the way is a difference.
 */
export async function* runPlays(
  plays: readonly LoadedPlay[],
  theatre: Theatre,
): AsyncGenerator<PlayResult, void, undefined> {
  for (const loaded of plays) {
    for (const profile of theatre.profilesOf(loaded.play)) yield await runPlay(loaded, profile, theatre);
  }
}

/** Performs one play. Its theatre is asked first whether it can be. */
export async function runPlay(loaded: LoadedPlay, profile: Profile, theatre: Theatre): Promise<PlayResult> {
  const reason = theatre.whyNot(loaded.play, profile);
  const common = { loaded, profile, reason };
  if (reason !== null) return { ...common, outcome: "not applicable", steps: [], milliseconds: 0 };
  const begun = theatre.now();
  const steps = (await stepsOf(loaded, profile, theatre)).map((step) => discreet(step, loaded.secrets));
  const isRight = steps.every(({ differences }) => differences.length === 0);
  return { ...common, outcome: isRight ? "passed" : "failed", steps, milliseconds: theatre.now() - begun };
}

async function stepsOf({ play }: LoadedPlay, profile: Profile, theatre: Theatre): Promise<StepResult[]> {
  try {
    const stage = await theatre.stageFor(play, profile);
    try {
      return await resultsOf(play, stage);
    } finally {
      await stage.close();
    }
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    return [
      { step: 1, request: play.title, differences: [{ what: "play", expected: "to be performed", got }] },
    ];
  }
}

/** Without the sessions that nobody may see. */
function discreet(result: StepResult, secrets: readonly string[]): StepResult {
  if (secrets.length === 0) return result;
  const hide = (text: string) => withoutSecrets(text, secrets);
  return {
    ...result,
    differences: result.differences.map(({ what, expected, got }) => ({
      what,
      expected: hide(expected),
      got: hide(got),
    })),
  };
}

/** How many plays came to what. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
}

/** Counts what came of plays. */
export function countsOf(results: readonly PlayResult[]): Counts {
  const count = (wanted: PlayResult["outcome"]) => results.filter(({ outcome }) => outcome === wanted).length;
  return { passed: count("passed"), failed: count("failed"), notApplicable: count("not applicable") };
}
