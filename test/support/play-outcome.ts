/**
 * What a step must come to on our edge: production's outcome with the edge's differences laid over it.
 *
 * @module
 */
import { type Outcome, outcomeSchema, type Profile, type Step } from "./play-schema.ts";

/**
 * The outcome that our edge owes.
 *
 * What belongs to the other case is dropped when a difference turns a hit into a request to the app or
 * the reverse: `stored` and `varyKey` of an answer that is now never fetched, `servedFrom` of one that is.
 *
 * @throws {z.ZodError} when production and edge together leave something out
 */
export function outcomeOf(step: Step, profile: Profile): Outcome {
  const { stored, varyKey, servedFrom, ...rest } = { ...step.production, ...step.edge };
  const originSees = sightOf(step);
  const isKept = profile !== "account" || step.unstoredInAccount === undefined;
  const ofTheAnswer = originSees === null ? { servedFrom } : isKept ? { stored, varyKey } : {};
  return outcomeSchema.parse({ ...rest, ...ofTheAnswer, originSees });
}

function sightOf(step: Step) {
  const ours = step.edge?.originSees;
  const theirs = step.production?.originSees;
  if (ours === null || (ours === undefined && theirs === null)) return null;
  return { ...theirs, ...ours };
}
