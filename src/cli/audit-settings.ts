/**
 * What `govuk-edge audit` was asked for, checked.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { AuditOptions } from "../audit/audit.ts";
import { isFlash, type Person, personFrom } from "../audit/people.ts";
import { severities } from "../audit/rules.ts";
import { endingSession } from "../audit/skip.ts";
import type { Flags } from "./config-file.ts";
import { reasonOf } from "./errors.ts";
import { check, refusal, shown } from "./refusals.ts";
import { flagOf } from "./setting-names.ts";

const reporters = ["text", "json", "sarif", "html", "junit", "github"] as const;

function count(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}`;
  return z.coerce.number({ error }).int({ error }).min(from, { error }).max(to, { error });
}

const severalTexts = z.array(z.string()).default([]);
const rateExpected = "a number from 0.1 to 1000";

const schema = z.object({
  list: z.string().optional(),
  sitemap: severalTexts,
  depth: count(0, 100).default(0),
  maxPages: count(1, 100_000).default(200),
  host: severalTexts,
  person: severalTexts,
  people: z.string().optional(),
  flash: z
    .string()
    .refine(isFlash, { error: "visible ASCII characters without quotes, semicolons and backslashes" })
    .default("email-subscription-success"),
  https: z.boolean().default(false),
  rate: z.coerce
    .number({ error: rateExpected })
    .min(0.1, { error: rateExpected })
    .max(1000, { error: rateExpected })
    .default(20),
  timeout: count(1, 600_000).default(10_000),
  maxBytes: count(1, 1_073_741_824).default(2_097_152),
  defaultTtl: count(0, 31_536_000).optional(),
  skip: severalTexts,
  skipSignOut: z.boolean().default(true),
  reporter: z.enum(reporters, { error: `one of ${reporters.join(", ")}` }).default("text"),
  json: z.boolean().default(false),
  output: z.string().min(1, { error: "the name of a file" }).optional(),
  failOn: z.enum(severities, { error: `one of ${severities.join(", ")}` }).default("leak"),
});

/** The flags, and what came from files. */
export type AuditSettings = Omit<z.output<typeof schema>, "sitemap" | "person" | "people" | "json"> & {
  readonly urls: readonly URL[];
  readonly sitemaps: readonly URL[];
  readonly hosts: ReadonlySet<string>;
  readonly persons: readonly Person[] | null;
};

/**
 * Checks what was asked for, and reads the files it names.
 *
 * @throws {CommandFailure} naming what is wrong and what was expected; never a session
 */
export async function auditSettings(texts: readonly string[], flags: Flags): Promise<AuditSettings> {
  const given = new Map(
    Object.entries(flags).map(([key, value]) => [key, { value, source: `flag ${flagOf(key)}` }] as const),
  );
  const { sitemap, person, people, json, ...settings } = check(given, schema);
  const reporter = json ? ("json" as const) : settings.reporter;
  const named = texts.map((text) => addressFrom(text, "argument"));
  const sitemaps = sitemap.map((text) => addressFrom(text, "flag --sitemap"));
  const hosts = new Set([...[...named, ...sitemaps].map(({ host }) => host), ...settings.host.map(hostFrom)]);
  const listed = await addressesIn(settings.list, named[0]);
  const urls = [...named, ...listed];
  if (urls.length === 0 && sitemaps.length === 0) {
    throw refusal(["There is nothing to audit. Give the address of a page, --list or --sitemap."]);
  }
  if (hosts.size === 0) {
    throw refusal(["No host is named. Only hosts on the command line are asked: name one with --host."]);
  }
  return { ...settings, reporter, urls, sitemaps, hosts, persons: await personsFrom(person, people) };
}

/** The options of the audit itself. */
export function auditOptions(settings: AuditSettings): AuditOptions {
  const { persons, skipSignOut, skip, defaultTtl, ...rest } = settings;
  return {
    ...rest,
    people: persons,
    skip: [...(skipSignOut ? endingSession : []), ...skip],
    ...(defaultTtl === undefined ? {} : { defaultTtl }),
  };
}

function addressFrom(text: string, source: string, base?: URL): URL {
  const url = URL.parse(text, base);
  const isRight = url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === "";
  if (isRight) return url;
  throw refusal([
    `${shown(text)} (${source}) is no address of a page. Expected one such as http://127.0.0.1:3000/, without a password.`,
  ]);
}

function hostFrom(text: string): string {
  const url = URL.parse(`http://${text}`);
  // The port of http is left out in a URL of http, and 443 in one of https.
  if (url !== null && url.href === `http://${url.host}/`) return url.host.replace(/:443$/, "");
  throw refusal([`host is ${shown(text)} (from flag --host). Expected a host such as 127.0.0.1:3000.`]);
}

async function addressesIn(file: string | undefined, base: URL | undefined): Promise<URL[]> {
  if (file === undefined) return [];
  return (await linesOf(file, "list")).map((line) => addressFrom(line, `file ${file}`, base));
}

async function personsFrom(
  texts: readonly string[],
  file: string | undefined,
): Promise<readonly Person[] | null> {
  const all = [...texts, ...(file === undefined ? [] : await linesOf(file, "people"))];
  if (all.length === 0) return null;
  const people = all.map((text, nth) => {
    const person = personFrom(text);
    if (person) return person;
    throw refusal([
      `The ${nth + 1}. person is not right. Expected NAME=VALUE, the value as in the session cookie.`,
    ]);
  });
  const differ = new Set(people.map(({ value }) => value)).size === people.length;
  const named = new Set(people.map(({ name }) => name)).size === people.length;
  if (people.length >= 2 && differ && named) return people;
  throw refusal([
    "Two people at least are needed to see who gets whose page, with other names and sessions.",
  ]);
}

async function linesOf(file: string, key: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw refusal([
      `${key} is ${shown(file)} (from flag --${key}). Expected a file that can be read: ${reasonOf(error)}.`,
    ]);
  });
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}
