/**
 * Judging the plays by a real Varnish: what a play says of production must come of it there, or its
 * difference stands in `vcl-fixtures/varnish/differences.json`.
 *
 * @module
 */
import { z } from "zod";
import { differencesOf, type Stage } from "../../src/testing/play.ts";
import written from "../../vcl-fixtures/varnish/differences.json" with { type: "json" };
import type { Play } from "./fixture-schema.ts";

/** What came of a play in Varnish. */
export interface Judgement {
  readonly play: Play;
  /**
   * `own`: the play says nothing of production. `beyond`: Varnish cannot be given what the play is about.
   * `outdated`: what is explained is not what is seen.
   */
  readonly verdict: "agrees" | "explained" | "unexplained" | "outdated" | "own" | "beyond";
  /** How Varnish differs from production, such as `step 2: state: expected HIT, got MISS`. */
  readonly lines: readonly string[];
  /** The explanation that is written down. */
  readonly because: string | null;
}

const explanation = z.strictObject({
  play: z.string().min(1),
  differs: z.array(z.string().min(1)).min(1),
  because: z.string().min(1),
});
export type Explanation = z.infer<typeof explanation>;

const { beyond, differences } = z
  .strictObject({
    about: z.string(),
    beyond: z.record(z.string().length(1), z.string().min(1)),
    differences: z.array(explanation),
  })
  .parse(written);

/** The differences that are written down. */
export const explanations: readonly Explanation[] = differences;

/** Whether Varnish can be asked what a play says of production. */
export function isJudged({ id, steps }: Play): boolean {
  return reasonBeyond(id) === null && steps.every(({ production }) => production !== undefined);
}

function reasonBeyond(id: string): string | null {
  return beyond[id.charAt(0)] ?? null;
}

/** Performs a play as production has it, and looks up what differs. */
export async function judgePlay(
  play: Play,
  varnish: Stage,
  explained: readonly Explanation[] = explanations,
): Promise<Judgement> {
  const production = asInProduction(play);
  const known = explained.find((entry) => entry.play === play.id);
  const because = known?.because ?? null;
  const outOfReach = reasonBeyond(play.id);
  if (outOfReach !== null) return { play, verdict: "beyond", lines: [], because: outOfReach };
  if (production === null) return { play, verdict: known ? "outdated" : "own", lines: [], because };
  const lines = (await differencesOf(production, varnish)).map((line) =>
    line.replace(` of ${play.id}:`, ":"),
  );
  return { play, verdict: verdictOn(lines, known), lines, because };
}

function verdictOn(lines: readonly string[], known: Explanation | undefined): Judgement["verdict"] {
  if (known === undefined) return lines.length === 0 ? "agrees" : "unexplained";
  if (known.differs.join("\n") === lines.join("\n")) return "explained";
  return lines.every((line) => known.differs.includes(line)) ? "outdated" : "unexplained";
}

/** Whether a verdict needs somebody to look. */
export function isOpen({ verdict }: Judgement): boolean {
  return verdict === "unexplained" || verdict === "outdated";
}

/** A judgement in words, for whoever has to look. */
export function told({ play, verdict, lines, because }: Judgement): string {
  if (verdict === "outdated") {
    const left = lines.length === 0 ? "no difference" : `no more than ${lines.join("; ")}`;
    return `${play.id}: explained by "${because}", but Varnish now reports ${left}.`;
  }
  return [`${play.id}: ${play.title}`, ...lines].join("\n  ");
}

/** The play without what our edge does differently; null when it says nothing of production. */
function asInProduction(play: Play): Play | null {
  if (!play.steps.every((step) => step.production !== undefined)) return null;
  const steps = play.steps.map(({ edge: _edge, differs: _differs, because: _because, ...step }) => step);
  return { ...play, profiles: ["www"], steps };
}
