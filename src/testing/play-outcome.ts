/**
 * What a step must come to on our edge: production's outcome with the edge's differences laid over it.
 *
 * @module
 */
import { type Outcome, outcomeSchema } from "./outcome-schema.ts";
import type { Profile, Step } from "./play-schema.ts";

/**
 * The outcome that our edge owes.
 *
 * What belongs to the other case is dropped when a difference turns a hit into a request to the app or
 * the reverse: `stored` and `varyKey` of an answer that is now never fetched, `servedFrom` of one that is.
 *
 * @throws {z.ZodError} when production and edge together leave something out
 */
export function outcomeOf(step: Step, profile: Profile): Outcome {
  const { stored, varyKey, servedFrom, asked, ...rest } = { ...step.production, ...step.edge };
  const originSees = sightOf(step);
  const backends = askedIn(step, originSees !== null);
  const isFetched = rest.state !== "STALE" && (originSees !== null || (backends ?? []).length > 0);
  const isKept = profile !== "account" || step.unstoredInAccount === undefined;
  const ofTheAnswer = !isFetched ? { servedFrom } : isKept ? { stored, varyKey } : {};
  return outcomeSchema.parse({ ...rest, ...ofTheAnswer, asked: backends, originSees });
}

/** Whether nothing was asked for: the answer was at hand, or is the edge's own. */
export function isUnasked({ originSees, asked }: Pick<Outcome, "originSees" | "asked">): boolean {
  return originSees === null && (asked ?? []).length === 0;
}

function sightOf(step: Step) {
  const ours = step.edge?.originSees;
  const theirs = step.production?.originSees;
  if (ours === null || (ours === undefined && !theirs)) return null;
  return { ...theirs, ...ours };
}

/** Which backends are asked. Where the edge lets the app alone, what production asks says nothing of it. */
function askedIn({ production, edge }: Step, seesOrigin: boolean) {
  if (edge?.asked) return edge.asked;
  const isAsProduction = seesOrigin === !!production?.originSees;
  return isAsProduction ? production?.asked : undefined;
}
