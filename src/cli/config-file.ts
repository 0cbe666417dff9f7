/**
 * The configuration file: the one that is named, or govuk-edge.config.json where the command runs.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { z } from "zod";
import { CommandFailure, reasonOf, systemCode } from "./errors.ts";
import { configVariable, type Given } from "./setting-names.ts";
import type { ConfigFile } from "./settings.ts";

const defaultName = "govuk-edge.config.json";

/** What commander read. */
export type Flags = Readonly<Record<string, unknown>>;
/** The environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Gives a command the flag that names the file. */
export function addConfigFlag(command: Command): void {
  command.option(
    "--config <file>",
    `JSON file with these options (default: ${defaultName}, if there is one)`,
  );
}

/** The file that a flag or a variable names, or the default one; null when there is none. */
export function configFile(flags: Flags, environment: Environment): Promise<ConfigFile | null> {
  if (flags.config !== undefined) return readConfigFile({ value: flags.config, source: "flag --config" });
  const value = environment[configVariable];
  return readConfigFile(value ? { value, source: `variable ${configVariable}` } : null);
}

/**
 * Reads the configuration file.
 *
 * @param named the file that a flag or a variable names; without it, the default one if it is there
 * @returns null when there is none
 * @throws {CommandFailure} when it cannot be read, or is no JSON object
 */
async function readConfigFile(named: Given | null): Promise<ConfigFile | null> {
  const name = named ? String(named.value) : defaultName;
  const path = resolve(name);
  const text = await textOf(path, name, named);
  return text === null ? null : { name, folder: dirname(path), entries: entriesOf(text, name) };
}

async function textOf(path: string, name: string, named: Given | null): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (!named && systemCode(error) === "ENOENT") return null;
    const source = named ? ` (from ${named.source})` : "";
    throw new CommandFailure(
      `config is "${name}"${source}. Expected a file that can be read: ${reasonOf(error)}.`,
      2,
      {
        cause: error,
      },
    );
  }
}

function entriesOf(text: string, name: string): Record<string, unknown> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(parseJson(text, name));
  if (parsed.success) return parsed.data;
  throw new CommandFailure(`The file ${name} holds no object. Expected JSON such as { "port": 9080 }.`, 2);
}

/**
 * Parses JSON that a person wrote.
 *
 * @throws {CommandFailure} naming the file and the place
 */
export function parseJson(text: string, name: string): unknown {
  try {
    // Some editors put a byte order mark in front, which JSON does not know.
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new CommandFailure(`The file ${name} is not JSON: ${withoutExcerpt(reasonOf(error))}.`, 2, {
      cause: error,
    });
  }
}

/** The engine repeats a part of the text, which may hold a secret. */
function withoutExcerpt(reason: string): string {
  return reason.replace(/, (?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON$/s, "");
}
