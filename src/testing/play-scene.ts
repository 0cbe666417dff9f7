/**
 * One step of a play, made ready to be compared: what must come of it, and under which rules.
 *
 * @module
 */

import type { Outcome } from "./outcome-schema.ts";
import type { HeaderPairs } from "./play-differ.ts";
import { outcomeOf } from "./play-outcome.ts";
import type { Play, Profile, Step } from "./play-schema.ts";

/** The app, or another backend. */
type BackendName = Extract<NonNullable<Outcome["asked"]>[number], string>;

/** A request as the app got it. */
export interface OriginSaw {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderPairs;
}

/** An interim response (RFC 9110 section 15.2). */
export interface Interim {
  readonly status: number;
  readonly headers: HeaderPairs;
}

/** An answer as the client got it. */
export interface ClientGot {
  /** What came before it, the first first. */
  readonly interim: readonly Interim[];
  readonly status: number;
  readonly headers: HeaderPairs;
  readonly body: string;
  /** The body as it came, where a stage tells: it may be coded. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** A request of a play and the answer to it, whatever must come of them. */
export type Asking = Pick<Step, "client" | "origin">;

/** What a comparison needs to know. */
export interface Scene {
  readonly profile: Profile;
  readonly step: Asking;
  readonly expected: Outcome;
  /** Whether the Cookie header that the app gets is compared. */
  readonly comparesCookie: boolean;
  /** The body that this step must bring to the client. */
  readonly expectedBody: string;
  readonly expectedInterim: readonly Interim[];
}

/** Makes the step with this index (from 0) ready for an edge with the given rules. */
export function sceneOf(play: Play, index: number, step: Step, profile: Profile): Scene {
  const expected = outcomeOf(step, profile);
  const servedBy = expected.servedFrom === undefined ? index : expected.servedFrom - 1;
  const source = play.steps[servedBy] ?? step;
  const isBodiless = step.client.method === "HEAD" || expected.status === 204 || expected.status === 304;
  return {
    profile,
    step,
    expected,
    // Only www removes cookies that have nothing to do with accounts; plays without it say what they want.
    comparesCookie: profile === "www" || play.profiles?.includes("www") === false,
    expectedBody: isBodiless ? "" : (expected.body ?? bodyOf(source, servedBy, answererOf(source, profile))),
    expectedInterim: [],
  };
}

/** Who was asked last in a step, and so gave the answer. */
function answererOf(step: Step, profile: Profile): BackendName {
  const last = outcomeOf(step, profile).asked?.at(-1) ?? "origin";
  return typeof last === "string" ? last : last.backend;
}

/** What a backend says in a step. Each has a text of its own, so that a hit shows whose answer it is. */
export function bodyOf(
  step: Pick<Asking, "origin"> & Partial<Pick<Step, "backends">>,
  index: number,
  backend: BackendName = "origin",
): string {
  if (backend === "origin") return step.origin.body ?? `the answer of step ${index + 1}`;
  return step.backends?.[backend]?.body ?? `what ${backend} has in step ${index + 1}`;
}
