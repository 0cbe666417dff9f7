/**
 * A file with a world, read and checked.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { clientRegistration } from "../origin-mocks/one-login/clients.ts";
import { loadWorld, type World, worldSchema } from "../origin-mocks/world.ts";
import { referenceProblems } from "../origin-mocks/world-references.ts";
import { parseJson } from "./config-file.ts";
import { CommandFailure, reasonOf } from "./errors.ts";
import { nestedProblems } from "./nested.ts";
import { type Path, pathText, valueAt } from "./paths.ts";
import { shown, wrongSetting } from "./refusals.ts";
import type { GivenSettings } from "./setting-names.ts";

/**
 * The world that a setting names, or the one that comes with the package.
 *
 * @throws {CommandFailure} naming each field that is wrong, and what to do
 */
export async function worldOf(path: string | undefined, given: GivenSettings): Promise<World> {
  if (path === undefined) return loadWorld();
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw wrongSetting(given, "world", `a file that can be read: ${reasonOf(error)}`);
  });
  const { world, problems } = await checkWorld(parseJson(text, path), path);
  if (world) return world;
  const source = given.get("world")?.source ?? "flag --world";
  throw new CommandFailure(`The world in ${path} (from ${source}) is not right.\n${problems.join("\n")}`, 2);
}

/**
 * Checks a world: each field by itself, then what refers to what.
 *
 * @param name what the file is called
 * @returns the world if it is right, and else a sentence or two about each problem
 */
export async function checkWorld(
  value: unknown,
  name: string,
): Promise<{ readonly world?: World; readonly problems: readonly string[] }> {
  const say = (path: Path, expected: string) => problem(value, path, expected);
  const problems = nestedProblems({ value, source: `file ${name}` }, worldSchema, [], say);
  problems.push(...(await clientProblems(value, say)));
  if (problems.length > 0) return { problems };
  const world = loadWorld(value);
  const between = referenceProblems(world).map(
    ({ path, problem: text, remedy }) => `${pathText(path)}: ${text}. ${remedy}`,
  );
  return between.length > 0 ? { problems: between } : { world, problems: [] };
}

/** Whether a key is one takes a while, so it is not part of reading a world. */
async function clientProblems(
  value: unknown,
  say: (path: Path, expected: string) => string,
): Promise<string[]> {
  const clients = valueAt(value, ["clients"]);
  if (!Array.isArray(clients)) return [];
  const results = await Promise.all(
    clients.map(async (client, nth) => {
      const result = await clientRegistration.safeParseAsync(client);
      const issues = result.error?.issues ?? [];
      return issues.map(({ path, message }) => clientProblem(["clients", nth, ...path], message, say));
    }),
  );
  return results.flat();
}

/** One Login words some of its rules as what a field must be, others as what was expected. */
function clientProblem(path: Path, message: string, say: (path: Path, expected: string) => string): string {
  const expected = /^(?:Invalid input: )?expected (.*?)(?:, received .*)?$/.exec(message)?.[1];
  return expected === undefined ? `${pathText(path)}: ${message}.` : say(path, expected);
}

/** What nobody needs to see again, even if it stands in a file. */
const secrets = new Set(["token", "password", "secret", "otpSecret", "ClientSecret"]);

function problem(value: unknown, path: Path, expected: string): string {
  const wrong = valueAt(value, path);
  const place = path.length === 0 ? "The world" : pathText(path);
  const what =
    wrong === undefined
      ? "is missing"
      : path.some((step) => secrets.has(String(step)))
        ? "is not right"
        : `is ${shown(wrong)}`;
  return `${place} ${what}. Expected ${expected}.`;
}
