/**
 * Doing something again whenever a file changes, until a signal ends it.
 *
 * @module
 */
import { watch } from "node:fs";
import { basename, dirname } from "node:path";
import { CommandFailure } from "./errors.ts";
import { stopSignal } from "./shutdown.ts";

/** Milliseconds: an editor writes a file in several steps. */
const pause = 100;

/**
 * Performs at once, and again whenever one of the files changes.
 *
 * @throws {CommandFailure} what the last performance came to, once a signal has ended it
 */
export async function watchFiles(
  files: () => Promise<readonly string[]>,
  perform: () => Promise<void>,
  { stdout, stderr }: Pick<NodeJS.Process, "stdout" | "stderr">,
): Promise<void> {
  const stopped = stopSignal().then(() => "stopped" as const);
  let change = Promise.withResolvers<"changed">();
  const watchers = watchersOf(await files(), () => change.resolve("changed"));
  let failure: CommandFailure | null;
  do {
    change = Promise.withResolvers();
    failure = await perform().then(() => null, failureOf);
    if (failure) stderr.write(`${failure.message}\n`);
    stdout.write("Watching; Ctrl-C ends it.\n");
  } while ((await Promise.race([change.promise.then(settled), stopped])) === "changed");
  for (const watcher of watchers) watcher.close();
  if (failure) throw failure;
}

function failureOf(error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error;
  throw error;
}

/** Editors put a new file in the old one's place, so it is the folder that is watched. */
function watchersOf(files: readonly string[], changed: () => void) {
  const folders = Map.groupBy(files, dirname);
  return [...folders].map(([folder, inFolder]) => {
    const names = new Set(inFolder.map((file) => basename(file)));
    return watch(folder, (_event, name) => {
      if (name === null || names.has(name)) changed();
    });
  });
}

function settled(word: "changed"): Promise<"changed"> {
  return new Promise((resolve) => setTimeout(resolve, pause, word));
}
