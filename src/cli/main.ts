#!/usr/bin/env node
/**
 * The command line `govuk-edge`.
 *
 * @module
 */
import { styleText } from "node:util";
import { CommanderError } from "commander";
import { CommandFailure, systemCode } from "./errors.ts";
import { createProgram } from "./program.ts";

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
