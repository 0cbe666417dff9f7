/**
 * The flags of `govuk-edge audit`.
 *
 * @module
 */
import type { Command } from "commander";
import { ToldOption } from "./told-option.ts";

interface AuditFlag {
  /** As commander has it. */
  readonly flag: string;
  readonly description: string;
  /** Whether it may be given several times. */
  readonly many?: true;
  /** What it may be, where that is one of a few words. */
  readonly words?: readonly string[];
}

const flags: readonly AuditFlag[] = [
  {
    flag: "--list <file>",
    description: "file with more addresses, one a line; a path alone is on the first URL's host",
  },
  {
    flag: "--sitemap <url>",
    description: "sitemap whose pages to ask for; may be given several times",
    many: true,
  },
  { flag: "--depth <n>", description: "how many links to follow from each page (default: 0)" },
  { flag: "--max-pages <n>", description: "pages at the most (default: 200)" },
  {
    flag: "--host <host>",
    description: "one more host, with its port, that may be asked; several times",
    many: true,
  },
  {
    flag: "--person <name=value>",
    description: "somebody, and the value of their session; twice at least (default: two made-up people)",
    many: true,
  },
  {
    flag: "--people <file>",
    description: "file with such people, one a line, which keeps them out of the list of processes",
  },
  {
    flag: "--flash <text>",
    description: "message that each person also comes with (default: email-subscription-success)",
  },
  { flag: "--https", description: "ask as if visitors came by https, though the app itself speaks http" },
  { flag: "--rate <n>", description: "requests a second at the most (default: 20)" },
  { flag: "--timeout <ms>", description: "milliseconds to wait for an answer (default: 10000)" },
  { flag: "--max-bytes <n>", description: "bytes of a body at the most (default: 2097152)" },
  {
    flag: "--default-ttl <s>",
    description: "seconds that the edge keeps what says nothing of its freshness (default: 300)",
  },
  {
    flag: "--skip <pattern>",
    description: "path not to ask for, * for any characters, besides those that sign out; several times",
    many: true,
  },
  { flag: "--no-skip-sign-out", description: "ask for paths that sign out, too" },
  {
    flag: "--reporter <name>",
    description: "text, json, sarif, html, junit or github (default: text)",
    words: ["text", "json", "sarif", "html", "junit", "github"],
  },
  { flag: "--json", description: "short for --reporter json" },
  { flag: "--output <file>", description: "file to write the report to (default: standard output)" },
  {
    flag: "--fail-on <severity>",
    description: "leak, fragile or waste: what makes the exit code other than 0 (default: leak)",
    words: ["leak", "fragile", "waste"],
  },
];

/** Gives a command the flags. */
export function addAuditFlags(command: Command): void {
  for (const { flag, description, many, words } of flags) {
    const option = new ToldOption(flag, description, words);
    if (many) {
      option.argParser((text: string, before: unknown) => [...(Array.isArray(before) ? before : []), text]);
    }
    command.addOption(option);
  }
}
