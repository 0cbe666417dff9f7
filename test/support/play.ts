/**
 * Performing a play on a stage. A stage is an edge of ours with an app behind it that says what it is
 * told to: in one process, or over real sockets, in Node or in workerd.
 *
 * @module
 */

import { type Around, othersOf } from "./play-backends.ts";
import { compareCacheStatus } from "./play-cache-status.ts";
import { decoded } from "./play-coding.ts";
import { compareAnswer, compareAsked, compareOrigin } from "./play-compare.ts";
import type { HeaderPairs } from "./play-differ.ts";
import { bodyOf, type ClientGot, type Interim, type OriginSaw, type Scene, sceneOf } from "./play-scene.ts";
import type { Play, Profile, Step } from "./play-schema.ts";

export type { HeaderPairs } from "./play-differ.ts";
export type { ClientGot, Interim, OriginSaw } from "./play-scene.ts";

/** What an app answers. */
export interface OriginAnswer {
  /** What comes before it. */
  readonly interim?: readonly Interim[] | undefined;
  readonly status: number;
  readonly headers: HeaderPairs;
  readonly body: string;
  /** How the app fails, in place of the answer or in the middle of it. */
  readonly fault?: Fault | undefined;
}

/** No connection comes about, no answer comes in time, or the body breaks off. */
export type Fault = "no connection" | "no answer" | "broken body";

/** What a client asks. The Host stands apart and is not among the headers. */
export interface ClientAsks {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  readonly headers: HeaderPairs;
  readonly tls: boolean;
  /** Where the client is, and the fingerprint of its TLS; known where a play says so. */
  readonly address?: string | undefined;
  readonly ja3?: string | undefined;
  readonly body?: string | undefined;
}

/** An edge, the app behind it and a client before it. */
export interface Stage {
  readonly profile: Profile;
  /** Tells the app what to say if it is asked. */
  answerNext(answer: OriginAnswer): void;
  /** The request the app got since the last call, which is then forgotten. */
  seenByOrigin(): OriginSaw | null;
  send(request: ClientAsks): Promise<ClientGot>;
  /** Fields of the app's request, by name, that the runtime sets itself whatever the edge says. */
  readonly setByRuntime?: readonly string[];
  /** Lets what is under way come to its end, but for what the app keeps back. */
  settle?(): Promise<void>;
  /** Left out where only the app is there, and the clock is the system's. */
  readonly around?: Around;
  /** Empties the cache and forgets what was seen. */
  reset(): void | Promise<void>;
}

/**
 * Performs the steps of a play in order and compares each with what the play expects of the edge.
 *
 * @throws {Error} that lists every difference, one a line, such as
 *   `step 2 of C02: vary: expected Cookie, got (absent)`
 * @example for (const play of playsFor("account")) test(play.title, () => performPlay(play, stage));
 */
export async function performPlay(play: Play, stage: Stage): Promise<void> {
  const differences = await differencesOf(play, stage);
  if (differences.length > 0) throw new Error(differences.join("\n"));
}

/**
 * Performs a play and says how what came differs from what must come, a line each.
 *
 * @throws {Error} when the play is none for the stage's profile
 */
export async function differencesOf(play: Play, stage: Stage): Promise<string[]> {
  if (!play.profiles.includes(stage.profile)) {
    throw new Error(`${play.id} is not a play for the profile ${stage.profile}`);
  }
  await stage.reset();
  const differences: string[] = [];
  for (const [index, step] of play.steps.entries()) {
    setUp(play, index, step, stage);
    const scene = withoutRuntimeFields(sceneOf(play, index, step, stage.profile), stage);
    const found = await performScene(scene, bodyOf(step, index), stage);
    differences.push(...found.map((difference) => `step ${index + 1} of ${play.id}: ${difference}`));
  }
  return differences;
}

/** The scene without what its stage says nothing of. */
function withoutRuntimeFields(scene: Scene, { setByRuntime = [] }: Stage): Scene {
  const { originSees } = scene.expected;
  if (!originSees?.headers) return scene;
  const headers = Object.fromEntries(
    Object.entries(originSees.headers).filter(([name]) => !setByRuntime.includes(name.toLowerCase())),
  );
  return { ...scene, expected: { ...scene.expected, originSees: { ...originSees, headers } } };
}

/** What goes on around a step. */
function setUp(play: Play, index: number, step: Step, { around }: Stage): void {
  if (!around) return;
  around.pass(step.after ?? 0);
  around.draw(step.random);
  const answers = othersOf(play).map((name) => {
    const { status = 200, headers = [], fault } = step.backends[name] ?? {};
    return [name, { status, headers, fault, body: bodyOf(step, index, name) }] as const;
  });
  around.answer(new Map(answers));
}

/** Performs one step and says how what came differs from what must come. `body` is what the app says. */
export async function performScene(scene: Scene, body: string, stage: Stage): Promise<string[]> {
  const { step, expected } = scene;
  stage.answerNext({ ...step.origin, body });
  const got = await stage.send(step.client).catch((error: unknown) => String(error));
  await stage.settle?.();
  const saw = stage.seenByOrigin();
  const asked = stage.around ? compareAsked(scene, stage.around.seen()) : [];
  if (expected.broken) {
    const whole = typeof got === "string" ? [] : ["answer: expected to break off, got all of it"];
    return [...whole, ...compareOrigin(scene, saw), ...asked];
  }
  if (typeof got === "string") return [`answer: expected ${expected.status}, got none: ${got}`];
  const plain = await decoded(got, step.origin.headers).catch(() => null);
  if (plain === null) return ["body: expected what Content-Encoding says, got something else"];
  return [
    ...compareOrigin(scene, saw),
    ...asked,
    ...compareAnswer(scene, plain),
    ...compareCacheStatus(scene, got),
  ];
}
