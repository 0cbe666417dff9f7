/**
 * Clients that ask at the same time: how many of their requests the origin has open at once, and who
 * gets whose answer. Nothing is measured by a clock.
 *
 * @module
 */
import type { Held } from "../../src/testing/origin-script.ts";
import type { ClientGot } from "../../src/testing/play.ts";
import { stateOfAnswer, withoutKey } from "../../src/testing/play-cache-status.ts";
import { type Difference, differ, fieldValue } from "../../src/testing/play-differ.ts";
import type { CacheStage } from "./cache-case.ts";
import type { Group, TogetherStep } from "./cache-case-schema.ts";

/** One client of a group, and what came of its request; an error's text when it broke off. */
interface Client {
  readonly group: Group;
  readonly got: ClientGot | string;
}

/** Performs the step with this index and says how what came differs from what must come. */
export async function performTogether(
  step: TogetherStep,
  index: number,
  stage: CacheStage,
): Promise<Difference[]> {
  const held = stage.hold();
  const attempts = await beginAll(step, stage);
  const differences = await answerRounds(step, index, held, stage);
  const clients = await Promise.all(
    attempts.map(async ({ group, got }): Promise<Client> => ({ group, got: await got })),
  );
  await stage.settle();
  const answers = clients.flatMap(({ got }) => (typeof got === "string" ? [] : [got]));
  const forewarned = answers.filter(({ interim }) => interim.length > 0);
  return [
    ...differences,
    ...step.together.flatMap((group) => compareGroup(group, clients)),
    ...differ("collapsed", String(step.collapsed), String(answers.filter(isCollapsed).length)),
    ...differ("clients with interim responses", String(step.interim), String(forewarned.length)),
    ...differ("those of them that are collapsed", "0", String(forewarned.filter(isCollapsed).length)),
  ];
}

/** The first is on its way before the others ask, and who leaves does so when all have asked. */
async function beginAll(step: TogetherStep, stage: CacheStage) {
  const attempts: { group: Group; got: Promise<ClientGot | string>; leave: () => void }[] = [];
  for (const group of step.together) {
    for (let nth = 0; nth < group.times; nth += 1) {
      const { got, leave } = stage.begin(group.client);
      attempts.push({ group, got: got.catch((error: unknown) => String(error)), leave });
      if (attempts.length === 1) await stage.settle();
    }
  }
  await stage.settle();
  for (const { group, leave } of attempts) if (group.gets === "nothing") leave();
  await stage.settle();
  return attempts;
}

async function answerRounds(
  { rounds }: TogetherStep,
  index: number,
  held: Held,
  stage: CacheStage,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  let answers = 0;
  for (const [round, { open, origin }] of rounds.entries()) {
    differences.push(...differ(`open in round ${round + 1}`, String(open), String(held.open())));
    held.release(() => {
      answers += 1;
      const body = origin.body?.replaceAll("{n}", String(answers)) ?? answerOf(index, answers);
      return { ...origin, body };
    });
    await stage.settle();
  }
  differences.push(...differ("open in the end", "0", String(held.open())));
  held.end();
  return differences;
}

/** The text of an answer, by its number among those of the step. */
function answerOf(index: number, nth: number): string {
  return `answer ${nth} of step ${index + 1}`;
}

function compareGroup(group: Group, clients: readonly Client[]): Difference[] {
  const own = clients.filter((client) => client.group === group);
  if (group.gets === "nothing") return [];
  if (group.gets === "a broken answer") {
    return own.flatMap(({ got }) =>
      typeof got === "string" ? [] : [{ what: "answer", expected: "to break off", got: "all of it" }],
    );
  }
  const others = new Set(clients.filter((client) => client.group !== group).map(bodyOf));
  return [
    ...own.flatMap((client) => compareClient(client)),
    ...compareBodies(group, own.map(bodyOf), others),
  ];
}

function compareClient({ group: { edge }, got }: Client): Difference[] {
  if (typeof got === "string") return [{ what: "answer", expected: "one", got: `none: ${got}` }];
  const field = fieldValue(got.headers, "cache-status");
  return [
    ...differ("status", String(edge.status ?? 200), String(got.status)),
    ...(edge.state === undefined || typeof edge.state !== "string"
      ? []
      : differ("state", edge.state, stateOfAnswer(got))),
    ...(edge.cacheStatus === undefined ? [] : differ("cache-status", edge.cacheStatus, withoutKey(field))),
  ];
}

function compareBodies(
  { gets }: Group,
  bodies: readonly string[],
  others: ReadonlySet<string>,
): Difference[] {
  if (gets === "a page") return [];
  if (gets === "no body") return bodies.flatMap((body) => differ("body", "", body));
  const wanted = gets === "one answer" ? 1 : bodies.length;
  const taken = bodies.filter((body) => others.has(body));
  return [
    ...differ("different answers", String(wanted), String(new Set(bodies).size)),
    ...taken.map((body) => ({ what: "body", expected: "another than other clients got", got: body })),
  ];
}

function bodyOf({ got }: Client): string {
  return typeof got === "string" ? got : got.body;
}

function isCollapsed({ headers }: ClientGot): boolean {
  return /; collapsed(;|$)/.test(fieldValue(headers, "cache-status") ?? "");
}
