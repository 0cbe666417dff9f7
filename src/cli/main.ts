#!/usr/bin/env node
/**
 * The command line `govuk-edge`.
 *
 * @module
 */
import { styleText } from "node:util";
import { Command, CommanderError } from "commander";
import { addAccountApi } from "./account-api.ts";
import { addAudit } from "./audit.ts";
import { addConfig } from "./config.ts";
import { addDev } from "./dev.ts";
import { addEmailAlertApi } from "./email-alert-api.ts";
import { addEmailAlertFrontend } from "./email-alert-frontend.ts";
import { CommandFailure, systemCode } from "./errors.ts";
import { addFrontend } from "./frontend.ts";
import { addOneLogin } from "./one-login.ts";
import { addServe } from "./serve.ts";
import { addSignon } from "./signon.ts";
import { version } from "./version.ts";
import { addWorld } from "./world.ts";

const help = `
Examples:
  $ govuk-edge dev                                    sign in and look around, all on this machine
  $ govuk-edge serve --origin http://127.0.0.1:3000   the edge in front of your own app
  $ govuk-edge config print --profile www             what it would go by, and where that comes from

What next:
  govuk-edge dev, if you are new here. Each command tells more: govuk-edge serve --help`;

function createProgram(): Command {
  const program = new Command("govuk-edge")
    .description("GOV.UK's edge on your machine: the account cookie, and a cache that selects by Vary.")
    .version(version(), "-V, --version", "print the version")
    .addHelpText("after", help)
    .configureHelp({ styleTitle: (title) => styleText("bold", title, { validateStream: false }) })
    .exitOverride();
  addServe(program);
  addDev(program);
  addAudit(program);
  addConfig(program);
  addAccountApi(program);
  addEmailAlertApi(program);
  addEmailAlertFrontend(program);
  addFrontend(program);
  addOneLogin(program);
  addSignon(program);
  addWorld(program);
  return program;
}

/** Runs the command line and gives its exit code: 0 done, 1 could not, 2 asked for wrongly; or a command's own. */
async function run(argv: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof CommandFailure)) throw error;
    const hint = error.exitCode === 2 ? `\nSee govuk-edge ${program.args[0] ?? ""} --help.` : "";
    process.stderr.write(
      `${styleText("red", "error:", { stream: process.stderr })} ${error.message}${hint}\n`,
    );
    return error.exitCode;
  }
}

// Whoever reads the output may stop reading: `govuk-edge serve | head`.
process.stdout.on("error", (error) => {
  if (systemCode(error) === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv);
