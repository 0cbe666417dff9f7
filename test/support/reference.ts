/**
 * docs/reference.md, made from the code: the commands, the configuration file, the events.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { z } from "zod";
import { createProgram } from "../../src/cli/program.ts";
import { settingsSchema } from "../../src/edge/options.ts";
import { configFileJsonSchema } from "./config-file-schema.ts";

/** The whole page. */
export function referencePage(): string {
  return [
    "# Reference",
    "",
    "Made from the code by `node scripts/reference.ts`; a test sees that it is as the code is.",
    "",
    "## Commands",
    "",
    ...commandsOf(createProgram()).flatMap(commandLines),
    "## The configuration file",
    "",
    "`govuk-edge.config.json`, with [its JSON schema](govuk-edge.schema.json); what each rule does stands in",
    "[configuration.md](configuration.md).",
    "",
    "| key | type | default | |",
    "|---|---|---|---|",
    ...keyLines(schemaSchema.parse(configFileJsonSchema()), []),
    "",
    "## Options of createEdge",
    "",
    "What can stand in a file; `EdgeParts` in [options.ts](../src/edge/options.ts) has the parts that are functions. Times",
    "are in milliseconds where nothing else is said.",
    "",
    "| key | type | default | |",
    "|---|---|---|---|",
    ...keyLines(described(optionsSchema(), commentsOf("../../src/edge/options.ts")), []),
    "",
    "## Events",
    "",
    "What an edge tells its listeners, and `serve --json` its log. Secrets in them are masked. What is about a request",
    "has its `time` (milliseconds since 1970), `requestId` and `target` too.",
    "",
    ...eventLines(),
    "",
  ].join("\n");
}

function optionsSchema(): Schema {
  return schemaSchema.parse(z.toJSONSchema(settingsSchema, { io: "input", unrepresentable: "any" }));
}

/** The comments before the keys of an object, by the key. */
function commentsOf(file: string): ReadonlyMap<string, string> {
  const source = readFileSync(new URL(file, import.meta.url), "utf8");
  const found = source.matchAll(/\n {2}\/\*\* ([^*]+) \*\/\n {2}(\w+): /g);
  return new Map(Array.from(found, ([, comment = "", key = ""]) => [key, comment]));
}

function described(schema: Schema, comments: ReadonlyMap<string, string>): Schema {
  const properties = Object.entries(schema.properties ?? {}).map(([key, part]) => [
    key,
    { description: comments.get(key), ...part },
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** A command and all below it that do something. */
function commandsOf(command: Command): Command[] {
  const below = command.commands.flatMap(commandsOf);
  return command.commands.length === 0 ? [command] : below;
}

function commandLines(command: Command): string[] {
  const help = command
    .configureHelp({ helpWidth: 110, styleTitle: (title) => title })
    .helpInformation()
    .trimEnd();
  return [`### ${nameOf(command)}`, "", "```", help, "```", ""];
}

function nameOf(command: Command): string {
  return command.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name();
}

const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    description: z.string().optional(),
    default: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
    items: schemaSchema.optional(),
  }),
);
interface Schema {
  readonly type?: string | string[] | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly enum?: unknown[] | undefined;
  readonly properties?: Record<string, Schema> | undefined;
  readonly items?: Schema | undefined;
}

function keyLines(schema: Schema, path: readonly string[]): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, part]) => {
    if (name === "$schema") return [];
    const at = [...path, name];
    const own = `| \`${at.join(".")}\` | ${typeText(part)} | ${defaultText(part)} | ${cell(part.description ?? "")} |`;
    return [own, ...keyLines(part, at), ...keyLines(part.items ?? {}, [...at, "[]"])];
  });
}

function typeText({ type, enum: words, items }: Schema): string {
  if (words) return words.map((word) => `\`${String(word)}\``).join(", ");
  if (items?.type !== undefined) return `list of ${String(items.type)}`;
  return [type ?? "any"].flat().join(" or ");
}

function defaultText({ default: value, properties }: Schema): string {
  return value === undefined || properties ? "" : `\`${JSON.stringify(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** The fields of each event, with the comments that stand with them. */
function eventLines(): string[] {
  const source = readFileSync(new URL("../../src/edge/observe/events.ts", import.meta.url), "utf8");
  const events = source.matchAll(
    /\/\*\* ([^*]+) \*\/\nexport interface \w+Event(?: extends AboutRequest)? \{\n {2}readonly type: "([\w-]+)";\n([\s\S]*?)\n\}/g,
  );
  return [...events].flatMap(([, what = "", type = "", body = ""]) => [
    `### ${type}`,
    "",
    what,
    "",
    "| field | type | |",
    "|---|---|---|",
    ...fieldLines(body),
    "",
  ]);
}

function fieldLines(body: string): string[] {
  const fields = body.matchAll(/(?:\/\*\*([\s\S]*?)\*\/\s*)?readonly (\w+)(\??): ([\s\S]*?);/g);
  return Array.from(fields, ([, comment = "", name = "", optional = "", type = ""]) => {
    const words = comment.replaceAll(/\s*\n\s*\*\s?/g, " ").trim();
    return `| \`${name}\`${optional && " (may be left out)"} | \`${cell(type)}\` | ${cell(words)} |`;
  });
}
