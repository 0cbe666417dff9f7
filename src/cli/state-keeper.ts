/**
 * Writes what mocks remember soon after it changed.
 *
 * @module
 */
import { CommandFailure, reasonOf } from "./errors.ts";
import { anotherFile, openStateFile, type StateFile } from "./state-file.ts";

type State = Readonly<Record<string, unknown>>;

/** What mocks remember from one start to the next; nothing without a file. */
export interface Remembered {
  /** What was remembered; undefined at the first start. */
  readonly state: State | undefined;
  /** Something may have changed. */
  changed(): void;
  /** From now on, changes are written. @param save gives what is to be written */
  keep(save: () => State): void;
  /** Writes a last time. */
  close(): void;
}

/** Changes come in flocks; in milliseconds. */
const pause = 100;

/**
 * Opens a file that a command was given.
 *
 * @param path without it, nothing is remembered
 * @throws {CommandFailure} saying why it cannot be used, and what to do
 */
export async function rememberedState(path: string | undefined): Promise<Remembered> {
  const nothing = () => {};
  if (path === undefined) return { state: undefined, changed: nothing, keep: nothing, close: nothing };
  const file = await openStateFile(path);
  const keeper = createKeeper(file, path);
  return { state: file.read(), ...keeper };
}

/** What is remembered cannot be put back. @param error whose message says why */
export function refusedState(error: unknown, path: string | undefined): CommandFailure {
  const text = `The state file ${path} cannot be put back. ${reasonOf(error)}\n${anotherFile}`;
  return new CommandFailure(text, 2, { cause: error });
}

function createKeeper(file: StateFile, path: string): Omit<Remembered, "state"> {
  let timer: NodeJS.Timeout | undefined;
  let save: (() => State) | undefined;
  let written = "";

  function write(): void {
    timer = undefined;
    if (!save) return;
    const state = save();
    const text = JSON.stringify(state);
    if (text === written) return;
    try {
      file.write(state);
      written = text;
    } catch (error) {
      // The next change tries again.
      process.stderr.write(`The state file ${path} could not be written: ${reasonOf(error)}\n`);
    }
  }

  return {
    changed() {
      timer ??= setTimeout(write, pause);
    },
    keep(saving) {
      save = saving;
      write();
    },
    close() {
      clearTimeout(timer);
      write();
      file.close();
    },
  };
}
