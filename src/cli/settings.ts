/**
 * Settings from their sources: flags before environment variables before a file. Each value keeps the
 * name of its source, for refusals to tell.
 *
 * @module
 */
import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { unknownName } from "./nearest.ts";
import { refusal } from "./refusals.ts";
import {
  configVariable,
  flagOf,
  type Given,
  type GivenSettings,
  variableOf,
  variablePrefix,
} from "./setting-names.ts";
import { ToldOption } from "./told-option.ts";

/** One thing that can be set. Flag and variable are named after the key: defaultTtl, --default-ttl. */
export interface Setting {
  readonly key: string;
  /**
   * How text becomes a value; a list is divided by commas, a path in a file starts at that file. An
   * object stands in the file alone.
   */
  readonly kind: "text" | "path" | "number" | "switch" | "list" | "object";
  /** What stands for the value in the help; a switch has none. */
  readonly argument?: string;
  readonly description: string;
  /** What it may be, where that is one of a few words: shells complete them. */
  readonly words?: readonly string[];
  /** Where the file has it, if that is not under its key. */
  readonly inFile?: string;
}

/** The contents of a configuration file. */
export interface ConfigFile {
  readonly name: string;
  readonly folder: string;
  readonly entries: Readonly<Record<string, unknown>>;
}

/** Where settings come from. */
export interface Sources {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly file: ConfigFile | null;
}

/** Gives a command the flags of settings; a switch can also be turned off, as `--no-https`. */
export function addFlags(command: Command, settings: readonly Setting[]): void {
  for (const { key, kind, argument, description, words } of settings.filter(isWord)) {
    const option = new ToldOption(
      argument ? `${flagOf(key)} <${argument}>` : flagOf(key),
      description,
      words,
    );
    if (kind === "list") {
      option.argParser((text: string, before: unknown) => [...(Array.isArray(before) ? before : []), text]);
    }
    command.addOption(option);
    if (kind === "switch") command.addOption(new Option(flagOf(key).replace("--", "--no-")).hideHelp());
  }
}

/**
 * Gathers settings from their sources. A variable that is set to nothing counts as not set.
 *
 * @param others settings of other commands, which may stand in the same file and environment
 * @throws {CommandFailure} naming each unknown key and variable, with the nearest known name
 */
export function gather(
  settings: readonly Setting[],
  sources: Sources,
  others: readonly Setting[],
): GivenSettings {
  const unknown = unknownNames([...settings, ...others], sources.environment, sources.file);
  if (unknown.length > 0) throw refusal(unknown);
  return new Map(
    settings.flatMap((setting) => {
      const given = givenFor(setting, sources);
      return given ? [[setting.key, given] as const] : [];
    }),
  );
}

function givenFor(setting: Setting, { flags, environment, file }: Sources): Given | null {
  const { key, kind } = setting;
  const variable = variableOf(key);
  const text = isWord(setting) ? environment[variable] : undefined;
  if (flags[key] !== undefined) return { value: fromText(kind, flags[key]), source: `flag ${flagOf(key)}` };
  if (text !== undefined && text !== "") {
    return { value: fromText(kind, text), source: `variable ${variable}` };
  }
  if (!file || !isKey(setting) || !Object.hasOwn(file.entries, key)) return null;
  const value = file.entries[key];
  const isPath = kind === "path" && typeof value === "string";
  return { value: isPath ? resolve(file.folder, value) : value, source: `file ${file.name}` };
}

/** Whether a flag and a variable can say it. */
function isWord({ kind }: Setting): boolean {
  return kind !== "object";
}

/** Whether the file has it under its key. */
function isKey({ inFile }: Setting): boolean {
  return inFile === undefined;
}

/** Only text is turned into something else, and only when it is clear what is meant. */
function fromText(kind: Setting["kind"], value: unknown): unknown {
  if (kind === "list" && Array.isArray(value)) return value.flatMap((text) => fromText(kind, text));
  if (typeof value !== "string") return value;
  switch (kind) {
    case "number":
      return /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;
    case "switch":
      return switches.get(value.toLowerCase()) ?? value;
    case "list":
      return value
        .split(",")
        .map((member) => member.trim())
        .filter((member) => member !== "");
    default:
      return value;
  }
}

const switches: ReadonlyMap<string, boolean> = new Map([
  ...["1", "true", "yes", "on"].map((word): [string, boolean] => [word, true]),
  ...["0", "false", "no", "off"].map((word): [string, boolean] => [word, false]),
]);

function unknownNames(
  settings: readonly Setting[],
  environment: Sources["environment"],
  file: ConfigFile | null,
): string[] {
  const keys = settings.filter(isKey).map(({ key }) => key);
  const variables = [...settings.filter(isWord).map(({ key }) => variableOf(key)), configVariable];
  const ends = variables.map(endOf);
  const isUnknownVariable = (name: string) => name.startsWith(variablePrefix) && !variables.includes(name);
  return [
    ...Object.keys(environment)
      .filter(isUnknownVariable)
      .map((name) => unknownName(`variable ${name}`, endOf(name), ends, variablePrefix)),
    ...Object.keys(file?.entries ?? {})
      .filter((key) => !keys.includes(key) && key !== schemaKey)
      .map((key) => {
        const what = `key ${JSON.stringify(key)} in file ${file?.name}`;
        const elsewhere = settings.find((setting) => setting.key === key)?.inFile;
        return elsewhere === undefined
          ? unknownName(what, key, keys)
          : `The ${what} is not known. There it is ${elsewhere}.`;
      }),
  ];
}

/** By this key of a file an editor finds the file's JSON schema. */
const schemaKey = "$schema";

/** A variable's name without what all begin with, which would make any two look alike. */
function endOf(variable: string): string {
  return variable.slice(variablePrefix.length);
}
