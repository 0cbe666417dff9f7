/**
 * `govuk-edge completion`: lets a shell complete commands and options.
 *
 * @module
 */
import { Argument, type Command } from "commander";
import { bashScript, fishScript, zshScript } from "./completion-scripts.ts";
import { type CommandWords, completionWords } from "./completion-words.ts";

const help = `
The script is made from the commands as they are, so after an update make it anew.

Examples:
  $ eval "$(govuk-edge completion bash)"                              in ~/.bashrc
  $ eval "$(govuk-edge completion zsh)"                               in ~/.zshrc, after compinit
  $ govuk-edge completion fish > ~/.config/fish/completions/govuk-edge.fish

What next:
  Open a new shell, type govuk-edge and a blank, and press the tab key.`;

const scripts: Readonly<Record<string, (words: readonly CommandWords[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Adds the command to the program. */
export function addCompletion(program: Command): void {
  program
    .command("completion")
    .summary("let your shell complete commands and options")
    .description("Prints a script by which a shell completes what you type.")
    .addArgument(new Argument("<shell>", "which shell").choices(Object.keys(scripts)))
    .addHelpText("after", help)
    .action((shell: string) => {
      process.stdout.write(scripts[shell]?.(completionWords(program)) ?? "");
    });
}
