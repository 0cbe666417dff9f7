/**
 * What can be typed after each command, read from the program itself.
 *
 * @module
 */
import type { Command } from "commander";
import { ToldOption } from "./told-option.ts";

/** A word that can be typed. */
export interface Word {
  readonly text: string;
  readonly description: string;
}

/** An option, as it can be typed. */
export interface OptionWords extends Word {
  /** Whether a value follows; with choices, one of them. */
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

/** A command, and what may follow it. */
export interface CommandWords {
  /** The commands down to this one: none for the program, `["config", "print"]`. */
  readonly way: readonly string[];
  readonly commands: readonly Word[];
  /** What its argument may be. */
  readonly arguments: readonly string[];
  readonly options: readonly OptionWords[];
}

/** All commands of a program, itself first. */
export function completionWords(command: Command, way: readonly string[] = []): CommandWords[] {
  const helper = command.createHelp();
  const commands = helper.visibleCommands(command).filter((inner) => inner.name() !== "help");
  const own: CommandWords = {
    way,
    commands: commands.map((inner) => ({
      text: inner.name(),
      description: inner.summary() || inner.description(),
    })),
    arguments: helper.visibleArguments(command).flatMap(({ argChoices }) => argChoices ?? []),
    options: helper.visibleOptions(command).flatMap((option) =>
      option.long
        ? [
            {
              text: option.long,
              description: option.description,
              takesValue: option.required || option.optional,
              choices: option instanceof ToldOption ? option.words : (option.argChoices ?? []),
            },
          ]
        : [],
    ),
  };
  return [own, ...commands.flatMap((inner) => completionWords(inner, [...way, inner.name()]))];
}

/** All that can be typed after a command. */
export function wordsAfter({ commands, arguments: choices, options }: CommandWords): Word[] {
  return [...commands, ...choices.map((text) => ({ text, description: "" })), ...options];
}
