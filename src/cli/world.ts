/**
 * `govuk-edge world`: looks at world files.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { parseJson } from "./config-file.ts";
import { CommandFailure, reasonOf } from "./errors.ts";

const help = `
Examples:
  $ govuk-edge world print > world.json
  $ govuk-edge world check world.json
  $ govuk-edge dev --world world.json

check exits with 0 when the file is right, with 1 when something in it is not, and with 2 when it cannot be read.

What next:
  Change what you printed, check it, and start dev or one of the services with it. docs/world.md explains each part.`;

/** Adds the command to the program. */
export function addWorld(program: Command): void {
  const check = new Command("check")
    .summary("check a world file")
    .description("Checks a world file: each field, and whether what it refers to is there.")
    .argument("<file>", "JSON file with a world")
    .copyInheritedSettings(program)
    .addHelpText("after", help)
    .action((file: string) => checkFile(file, process.stdout));
  const print = new Command("print")
    .summary("print the world that is the default")
    .description(
      "Prints the world that is the default, with everything written out: a start for one of your own.",
    )
    .copyInheritedSettings(program)
    .addHelpText("after", help)
    .action(() => printWorld(process.stdout));
  program
    .command("world")
    .summary("print and check world files")
    .description("Looks at worlds: the people, applications, tokens, pages and lists that the mocks know.")
    .addHelpText("after", help)
    .addCommand(check)
    .addCommand(print);
}

async function checkFile(file: string, out: NodeJS.WritableStream): Promise<void> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new CommandFailure(`The file ${file} cannot be read: ${reasonOf(cause)}.`, 2, { cause });
  });
  const value = parseJson(text, file);
  // Loaded here, so that the other commands start without the mocks.
  const { checkWorld } = await import("./world-file.ts");
  const { world, problems } = await checkWorld(value, file);
  if (!world) {
    const many = problems.length === 1 ? "One thing is" : `${problems.length} things are`;
    throw new CommandFailure(`${many} not right in ${file}.\n${problems.join("\n")}`, 1);
  }
  const counts = Object.entries(world).flatMap(([name, part]) =>
    Array.isArray(part) ? [`  ${name.padEnd(16)}${part.length}`] : [],
  );
  const next = `Next: govuk-edge dev --world ${file}`;
  out.write([`${file} is right.`, ...counts, next, ""].join("\n"));
}

async function printWorld(out: NodeJS.WritableStream): Promise<void> {
  const { wholeWorld } = await import("../origin-mocks/world.ts");
  out.write(`${JSON.stringify(wholeWorld(), null, 2)}\n`);
}
