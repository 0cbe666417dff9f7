/**
 * `govuk-edge config print`: every setting in force, and where its value came from.
 *
 * @module
 */
import { styleText } from "node:util";
import { Command } from "commander";
import { addConfigFlag, type Environment, type Flags } from "./config-file.ts";
import { lineOf, rowsInForce } from "./config-rows.ts";
import { serveSettings } from "./serve-settings.ts";
import { serveSetup } from "./serve-setup.ts";
import { addFlags } from "./settings.ts";

const help = `
Takes the flags, variables and file of govuk-edge serve. Secrets are shown by their first six characters and
their length. --json is about this command's own form; nothing is started.

Examples:
  $ govuk-edge config print --origin http://127.0.0.1:3000
  $ govuk-edge config print --origin http://127.0.0.1:3000 --profile www | grep rateLimit
  $ govuk-edge config print --config staging.json --json

What next:
  Change what is not as you want it, in the file or with a flag; docs/configuration.md says what each setting
  means. Then start the edge with the same options: govuk-edge serve`;

const next = [
  "To change a setting, put it in the file by its path, or give its flag: docs/configuration.md has them all.",
  "Then start the edge with the same options: govuk-edge serve",
];

/** Adds the command to the program. */
export function addConfig(program: Command): void {
  const print = new Command("print")
    .summary("print every setting in force, and where it came from")
    .description("Prints every setting that serve would go by, with its value and where that came from.");
  addFlags(
    print,
    serveSettings.filter(({ key }) => key !== "json"),
  );
  print.option("--json", "print JSON, with no list folded");
  addConfigFlag(print);
  print
    .copyInheritedSettings(program)
    .addHelpText("after", help)
    .action((flags: Flags) => printConfig(flags, process.env, process.stdout));
  program
    .command("config")
    .summary("see the settings in force")
    .description("Looks at the settings of the edge.")
    .addHelpText("after", help)
    .addCommand(print);
}

async function printConfig(
  { json, ...flags }: Flags,
  environment: Environment,
  out: NodeJS.WritableStream,
): Promise<void> {
  const rows = rowsInForce(await serveSetup(flags, environment));
  if (json === true) {
    out.write(`${JSON.stringify({ settings: rows }, null, 2)}\n`);
    return;
  }
  const lines = rows.map((row) => `${lineOf(row)}  ${styleText("dim", `(${row.source})`, { stream: out })}`);
  out.write(`${[...lines, "", ...next].join("\n")}\n`);
}
