/**
 * Performing a case of the shared cache on a stage, as a play is performed.
 *
 * @module
 */

import type { PurgeOrder, PurgeOutcome } from "../../src/edge/index.ts";
import type { Held } from "../../src/testing/origin-script.ts";
import { outcomeSchema } from "../../src/testing/outcome-schema.ts";
import { type ClientAsks, type ClientGot, performScene, type Stage } from "../../src/testing/play.ts";
import { type Difference, lineOf } from "../../src/testing/play-differ.ts";
import type { Scene } from "../../src/testing/play-scene.ts";
import type { AskStep, CacheCase } from "./cache-case-schema.ts";
import { performTogether } from "./cache-case-together.ts";

/** A request under way. */
export interface Attempt {
  /** Rejects when the answer breaks off. */
  readonly got: Promise<ClientGot>;
  /** The client goes, whatever has come. */
  leave(): void;
}

/** A stage whose edge is a cache alone, with a clock that can be moved. */
export interface CacheStage extends Stage {
  /** Moves the clock; every case begins at Thu, 01 Jan 2026 00:00:00 GMT. */
  pass(seconds: number): void;
  purge(order: PurgeOrder): Promise<PurgeOutcome>;
  settle(): Promise<void>;
  begin(request: ClientAsks): Attempt;
  /** From now on the origin keeps requests back, and forgets nobody's. */
  hold(): Held;
}

/**
 * Performs the steps of a case in order and compares each with what must come of it.
 *
 * @throws {Error} that lists every difference, one a line
 */
export async function performCase(played: CacheCase, stage: CacheStage): Promise<void> {
  await stage.reset();
  const differences: string[] = [];
  for (const [index, step] of played.steps.entries()) {
    stage.pass(step.after ?? 0);
    if ("purge" in step && step.purge) await stage.purge(step.purge);
    const found =
      "together" in step
        ? await performTogether(step, index, stage)
        : await performAsking(played, step, index, stage);
    differences.push(
      ...found.map((difference) => `step ${index + 1} of ${played.id}: ${lineOf(difference)}`),
    );
  }
  if (differences.length > 0) throw new Error(differences.join("\n"));
}

async function performAsking(
  played: CacheCase,
  step: AskStep,
  index: number,
  stage: CacheStage,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  for (let nth = 1; nth <= (step.repeat ?? 1); nth += 1) {
    const told = numbered(step, nth);
    const scene = sceneOf(played, told, index, nth);
    differences.push(...(await performScene(scene, bodyOf(told, index, nth), stage)));
  }
  return differences;
}

function sceneOf(played: CacheCase, step: AskStep, index: number, nth: number): Scene {
  const { method, url } = step.client;
  const { interim, ...outcome } = step.edge;
  const { originSees, servedFrom, state } = outcome;
  const servedBy = (servedFrom ?? index + 1) - 1;
  const source = played.steps[servedBy];
  if (source === undefined || "together" in source) throw new Error(`${played.id} has no step ${servedFrom}`);
  const isAsked = state !== "HIT" && state !== "SYNTHETIC";
  const sight = isAsked || originSees ? { method, url, ...originSees } : null;
  const expected = outcomeSchema.parse({
    ...outcome,
    status: step.edge.status ?? source.origin.status,
    originSees: originSees === null ? null : sight,
  });
  const isBodiless = method === "HEAD" || expected.status === 204 || expected.status === 304;
  const body = step.edge.body ?? bodyOf(numbered(source, nth), servedBy, nth);
  return {
    profile: "rfc9111",
    step,
    expected,
    comparesCookie: false,
    expectedBody: isBodiless ? "" : body,
    expectedInterim: interim,
  };
}

/** Each answer has a text of its own, so that a hit shows whose it is. */
function bodyOf({ origin, repeat }: AskStep, index: number, nth: number): string {
  return origin.body ?? `the answer of step ${index + 1}${repeat === undefined ? "" : `, ${nth}`}`;
}

/** The step with its number wherever it says {n}. */
function numbered(step: AskStep, nth: number): AskStep {
  const inText = (text: string) => text.replaceAll("{n}", String(nth));
  const inHeaders = (headers: AskStep["client"]["headers"]) =>
    headers.map(([name, value]): [string, string] => [name, inText(value)]);
  const { client, origin, edge } = step;
  return {
    ...step,
    client: { ...client, url: inText(client.url), headers: inHeaders(client.headers) },
    origin: { ...origin, headers: inHeaders(origin.headers), body: origin.body && inText(origin.body) },
    edge: { ...edge, body: edge.body && inText(edge.body) },
  };
}
