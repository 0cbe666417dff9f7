/**
 * Performing a play on a stage, and comparing what comes of each step with what must come of it.
 *
 * @module
 */
import { sessionCookieFor } from "../edge/account/cookie.ts";
import { encodeSession } from "../personalisation/session-value.ts";
import { compareExpected } from "./compare-expected.ts";
import { type BackendSaw, othersOf } from "./play-backends.ts";
import { compareCacheStatus } from "./play-cache-status.ts";
import { decoded } from "./play-coding.ts";
import { compareAnswer, compareAsked, compareOrigin } from "./play-compare.ts";
import { type Difference, type HeaderPairs, lineOf } from "./play-differ.ts";
import { type Asking, bodyOf, type ClientGot, type OriginSaw, type Scene, sceneOf } from "./play-scene.ts";
import type { Play, Step } from "./play-schema.ts";
import type { ClientAsks, Site, Stage } from "./stage.ts";

export type { HeaderPairs } from "./play-differ.ts";
export type { ClientGot, Interim, OriginSaw } from "./play-scene.ts";
export type { ClientAsks, OriginAnswer, RunningStage, Stage } from "./stage.ts";

/** What came of one request of a play. */
export interface StepResult {
  /** From 1. */
  readonly step: number;
  /** Who asked for what, in a few words. */
  readonly request: string;
  readonly differences: readonly Difference[];
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
  const results = await resultsOf(play, stage);
  return results.flatMap(({ step, differences }) =>
    differences.map((difference) => `step ${step} of ${play.id ?? play.title}: ${lineOf(difference)}`),
  );
}

/**
 * Performs a play and says what came of each step.
 *
 * @throws {Error} when the play is none for the stage's profile
 */
export async function resultsOf(play: Play, stage: Stage): Promise<StepResult[]> {
  if (play.profiles?.includes(stage.profile) === false) {
    throw new Error(`${play.id ?? play.title} is not a play for the profile ${stage.profile}`);
  }
  await stage.reset();
  const results: StepResult[] = [];
  const bodies: (string | null)[] = [];
  for (const [index, step] of play.steps.entries()) {
    setUp(play, index, step, stage);
    const { differences, body } = await performStep(play, index, step, stage, bodies);
    bodies.push(body);
    results.push({ step: index + 1, request: requestText(step), differences });
  }
  return results;
}

/** `GET /account as amina, with saved`. */
function requestText({ client, as }: Step): string {
  const flash = as && as.flash.length > 0 ? `, with ${as.flash.join(" and ")}` : "";
  return `${client.method} ${client.url}${as ? ` as ${as.person}` : ""}${flash}`;
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

/** Performs one step; the body is null where none came. */
async function performStep(
  play: Play,
  index: number,
  step: Step,
  stage: Stage,
  bodies: readonly (string | null)[],
): Promise<{ differences: Difference[]; body: string | null }> {
  const asks = asksOf(step, stage.site);
  const came = await ask(step, asks, bodyOf(step, index), stage);
  const isExact = step.production !== undefined || step.edge !== undefined;
  const plain = typeof came.got === "string" ? null : await decoded(came.got, []).catch(() => null);
  const body = plain?.body ?? null;
  if (isExact) {
    const scene = withoutRuntimeFields(sceneOf(play, index, step, stage.profile), stage);
    return { differences: await compareScene(scene, came, stage), body };
  }
  return { differences: compareExpected(step.expect ?? {}, { ...came, plain }, stage.profile, bodies), body };
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

/** What came of one request: at the client, or why nothing did; at the app; at others. */
interface Came {
  readonly got: ClientGot | string;
  readonly saw: OriginSaw | null;
  readonly others: readonly BackendSaw[];
}

async function ask(asking: Asking, asks: ClientAsks, body: string, stage: Stage): Promise<Came> {
  stage.answerNext({ ...asking.origin, body });
  const got = await stage.send(asks).catch((error: unknown) => String(error));
  await stage.settle?.();
  return { got, saw: stage.seenByOrigin(), others: stage.around?.seen() ?? [] };
}

/** Performs one step and says how what came differs from what must come. `body` is what the app says. */
export async function performScene(scene: Scene, body: string, stage: Stage): Promise<Difference[]> {
  return compareScene(scene, await ask(scene.step, asksOf(scene.step, stage.site), body, stage), stage);
}

async function compareScene(scene: Scene, came: Came, { around }: Stage): Promise<Difference[]> {
  const { step, expected } = scene;
  const { got, saw } = came;
  const asked = around ? compareAsked(scene, came.others) : [];
  if (expected.broken) {
    const whole =
      typeof got === "string" ? [] : [{ what: "answer", expected: "to break off", got: "all of it" }];
    return [...whole, ...compareOrigin(scene, saw), ...asked];
  }
  if (typeof got === "string")
    return [{ what: "answer", expected: String(expected.status), got: `none: ${got}` }];
  const plain = await decoded(got, step.origin.headers).catch(() => null);
  if (plain === null)
    return [{ what: "body", expected: "what Content-Encoding says", got: "something else" }];
  return [
    ...compareOrigin(scene, saw),
    ...asked,
    ...compareAnswer(scene, plain),
    ...compareCacheStatus(scene, got),
  ];
}

const wwwSite: Site = { host: "www.gov.uk", tls: true };

/** The request of a step, with the cookie of whoever asks. */
export function asksOf(step: Asking & Pick<Step, "as">, site: Site = wwwSite): ClientAsks {
  const { host = site.host, tls = site.tls, ...client } = step.client;
  const cookie = cookieOf(step.as, tls, host);
  return { ...client, host, tls, headers: withCookie(client.headers, cookie) };
}

function cookieOf(as: Step["as"], tls: boolean, host: string): string | null {
  if (!as || as.person === anonymous) return null;
  const { name, encoded } = sessionCookieFor(tls ? "https" : "http", host);
  const value = encodeSession(as.session ?? as.person, as.flash);
  return `${name}=${encoded ? encodeURIComponent(value) : value}`;
}

/** Who has no session. */
export const anonymous = "anonymous";

/** A browser sends one Cookie line. */
function withCookie(headers: HeaderPairs, cookie: string | null): HeaderPairs {
  if (cookie === null) return headers;
  const isCookie = (name: string) => name.toLowerCase() === "cookie";
  const others = headers.filter(([name]) => isCookie(name)).map(([, value]) => value);
  return [...headers.filter(([name]) => !isCookie(name)), ["Cookie", [cookie, ...others].join("; ")]];
}
