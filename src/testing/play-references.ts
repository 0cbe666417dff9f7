/**
 * What a play refers to must be there: steps before, people, variables of the environment.
 *
 * @module
 */
import { unknownName } from "../cli/nearest.ts";
import type { Problem } from "./load-plays.ts";
import { anonymous } from "./play.ts";
import type { Play, PlayFile, Step } from "./play-schema.ts";

/** All that is wrong between the parts of a file. */
export function referenceFaults(
  { people, cases }: PlayFile,
  environment: Readonly<Record<string, string | undefined>>,
): Problem[] {
  return [
    ...Object.entries(people ?? {}).flatMap(([name, session]): Problem[] => {
      if (typeof session === "string" || environment[session.env]) return [];
      const text = `people.${name} is the session in the variable ${session.env}, which is not set.`;
      return [{ path: ["people", name], text }];
    }),
    ...cases.flatMap((play, nth) =>
      playFaults(play, people).map(({ path, text }) => ({ path: ["cases", nth, ...path], text })),
    ),
  ];
}

function playFaults(play: Play, people: PlayFile["people"]): Problem[] {
  const isSilent = play.steps.every(({ expect, production, edge }) => !expect && !production && !edge);
  const silence = "Nothing is expected in any step, so nothing can fail. Write expect in one of them.";
  return [
    ...(isSilent ? [{ path: ["steps"], text: silence }] : []),
    ...play.steps.flatMap((step, index) =>
      stepFaults(step, index, people).map(({ path, text }) => ({ path: ["steps", index, ...path], text })),
    ),
  ];
}

function stepFaults(step: Step, index: number, people: PlayFile["people"]): Problem[] {
  const { expect, as } = step;
  const isTold = step.production !== undefined || step.edge !== undefined;
  const both =
    "Write expect, which compares what it says, or production and edge, which compare all; not both.";
  return [
    ...(expect && isTold ? [{ path: ["expect"], text: both }] : []),
    ...(["sameBodyAs", "differentBodyFrom"] as const).flatMap((name) =>
      [expect?.[name] ?? []]
        .flat()
        .filter((before) => before > index)
        .map((before) => ({
          path: ["expect", name],
          text: `expect.${name} is ${before}. Expected the number of a step before this one, which is step ${index + 1}.`,
        })),
    ),
    ...(as && people && as.person !== anonymous && !Object.hasOwn(people, as.person)
      ? [
          {
            path: ["as"],
            text: unknownName(`person "${as.person}"`, as.person, [...Object.keys(people), anonymous]),
          },
        ]
      : []),
    ...(as && as.person === anonymous && as.flash.length > 0
      ? [{ path: ["as"], text: "Who is anonymous has no session, and so no messages either. Name a person." }]
      : []),
  ];
}
