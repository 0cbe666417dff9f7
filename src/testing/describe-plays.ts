/**
 * Plays as tests of any runner that has `describe` and `test`, such as Vitest's or Node's.
 *
 * @module
 */
import type { AppEdgeOptions } from "./app-edge.ts";
import { appTheatre } from "./app-theatre.ts";
import { type LoadedPlay, loadPlays } from "./load-plays.ts";
import { failureText } from "./reporters/people.ts";
import { type PlayResult, runPlay, runPlays } from "./run-plays.ts";

/** A file of plays that was read already. */
export interface PlayText {
  /** For messages. */
  readonly name: string;
  /** YAML or JSON. */
  readonly text: string;
}

/** What of a test runner is needed. */
export interface Runner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: ((name: string, body: () => Promise<void>) => unknown) & {
    readonly skip: (name: string, body: () => Promise<void>) => unknown;
  };
  /** Where the sessions are that a file only names, by variable. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes a test of each play. One that is not applicable is skipped, with the reason in its name.
 *
 * @param files their paths (on Node), or what was read from them
 * @throws {PlayFileError} naming all that is wrong in a file
 * @example
 * await describePlays(["account.plays.yaml"], { origin: app, describe, test });
 */
export async function describePlays(
  files: readonly (string | PlayText)[],
  { describe, test, environment, ...options }: AppEdgeOptions & Runner,
): Promise<void> {
  const theatre = appTheatre(options);
  for (const file of files) {
    const { name, text } = await textOf(file);
    const plays = loadPlays(text, name, environment);
    describe(name, () => {
      for (const loaded of plays) {
        for (const profile of theatre.profilesOf(loaded.play)) {
          const { title } = loaded.play;
          const reason = theatre.whyNot(loaded.play, profile);
          if (reason !== null) test.skip(`${title} (not applicable: ${reason})`, async () => undefined);
          else test(title, async () => judge(await runPlay(loaded, profile, theatre)));
        }
      }
    });
  }
}

/**
 * Performs plays before an app.
 *
 * @param plays as {@link loadPlays} gives them
 * @example
 * const results = await performPlays(loadPlays(text, "account.plays.yaml"), { origin: app });
 */
export async function performPlays(
  plays: readonly LoadedPlay[],
  options: AppEdgeOptions,
): Promise<readonly PlayResult[]> {
  const results: PlayResult[] = [];
  for await (const result of runPlays(plays, appTheatre(options))) results.push(result);
  return results;
}

async function textOf(file: string | PlayText): Promise<PlayText> {
  if (typeof file !== "string") return file;
  const { readText } = await import("./node/read-text.ts");
  return { name: file, text: await readText(file) };
}

function judge(result: PlayResult): void {
  if (result.outcome === "failed") throw new Error(failureText(result));
}
