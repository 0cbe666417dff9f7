/**
 * Plays as people write them, YAML or JSON, read and checked.
 *
 * @module
 */
import { isNode, LineCounter, parseDocument } from "yaml";
import { unknownName } from "../cli/nearest.ts";
import { faultsIn } from "../cli/nested.ts";
import { type Path, pathText, valueAt } from "../cli/paths.ts";
import { anonymous } from "./play.ts";
import { referenceFaults } from "./play-references.ts";
import { type Play, type PlayFile, playFileSchema } from "./play-schema.ts";

/** A play, and where it stands. */
export interface LoadedPlay {
  readonly play: Play;
  readonly file: string;
  /** Lines, from 1: of the play, and of each of its steps. */
  readonly line: number;
  readonly stepLines: readonly number[];
  /** Sessions that came from the environment, which no message may show. */
  readonly secrets: readonly string[];
}

/** What is wrong in a file of plays. */
export class PlayFileError extends Error {
  override readonly name = "PlayFileError";
  /** A sentence or two each, with the file, the line, the play, the step and the field. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** Something that is wrong at a place in the file. */
export interface Problem {
  readonly path: Path;
  readonly text: string;
}

/**
 * The plays in a text.
 *
 * @param text YAML, of which JSON is a part
 * @param file its name, for messages
 * @param environment where the sessions are that the file only names
 * @throws {PlayFileError} naming all that is wrong in it
 * @example
 * const plays = loadPlays(await readFile("account.plays.yaml", "utf8"), "account.plays.yaml");
 */
export function loadPlays(
  text: string,
  file: string,
  environment: Readonly<Record<string, string | undefined>> = {},
): LoadedPlay[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const [first] = document.errors;
  if (first) {
    const words = `This is neither YAML nor JSON. ${first.message}.`;
    throw new PlayFileError([`${file}:${lineAt(first.pos[0])}: ${words}`]);
  }
  const value: unknown = document.toJS();
  const lineOf = (path: Path): number => {
    for (let end = path.length; end > 0; end -= 1) {
      const node = document.getIn(path.slice(0, end), true);
      if (isNode(node) && node.range) return lineAt(node.range[0]);
    }
    return 1;
  };
  const refuse = (problems: readonly Problem[]): never => {
    throw new PlayFileError(
      problems.map(({ path, text: words }) => `${file}:${lineOf(path)}: ${placeOf(value, path)}${words}`),
    );
  };
  const result = playFileSchema.safeParse(value);
  if (!result.success) return refuse(formProblems(value));
  const problems = referenceFaults(result.data, environment);
  if (problems.length > 0) return refuse(problems);
  const { people, cases } = result.data;
  const sessions = sessionsOf(people, environment);
  return cases.map((play, nth) => ({
    play: withSessions(play, sessions),
    file,
    line: lineOf(["cases", nth]),
    stepLines: play.steps.map((_step, step) => lineOf(["cases", nth, "steps", step])),
    secrets: secretsOf(people, environment),
  }));
}

function formProblems(value: unknown): Problem[] {
  return faultsIn(value, playFileSchema).map((fault) => {
    const { path } = fault;
    const field = fieldOf(path);
    if ("known" in fault) {
      const key = String(path.at(-1));
      return { path, text: unknownName(`field ${field}`, key, fault.known) };
    }
    const wrong = valueAt(value, path);
    const expected = `Expected ${fault.expected}.`;
    if (wrong === undefined) return { path, text: `${field} is missing. ${expected}` };
    return { path, text: `${field} is ${shown(wrong)}. ${expected}` };
  });
}

/** `"A title", step 2: `, for a place within a play. */
function placeOf(value: unknown, [top, nth, part, step]: Path): string {
  if (top !== "cases" || typeof nth !== "number") return "";
  const title = valueAt(value, ["cases", nth, "title"]);
  const play = typeof title === "string" ? JSON.stringify(title) : `play ${nth + 1}`;
  return part === "steps" && typeof step === "number" ? `${play}, step ${step + 1}: ` : `${play}: `;
}

/** The way to a field from its step, its play or its file, whichever is the nearest. */
function fieldOf([top, nth, part, step, ...rest]: Path): string {
  if (top !== "cases" || typeof nth !== "number")
    return pathText([top, nth, part, step, ...rest].flatMap(there)) || "the file";
  if (part !== "steps" || typeof step !== "number")
    return pathText([part, step, ...rest].flatMap(there)) || "the play";
  return pathText(rest) || "the step";
}

function there(key: PropertyKey | undefined): PropertyKey[] {
  return key === undefined ? [] : [key];
}

function shown(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

type People = PlayFile["people"];
type Environment = Readonly<Record<string, string | undefined>>;

function sessionsOf(people: People, environment: Environment): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(people ?? {}).map(([name, session]) => [
      name,
      typeof session === "string" ? session : (environment[session.env] ?? ""),
    ]),
  );
}

function secretsOf(people: People, environment: Environment): string[] {
  return Object.values(people ?? {}).flatMap((session) =>
    typeof session === "string" ? [] : (environment[session.env] ?? []),
  );
}

function withSessions(play: Play, sessions: ReadonlyMap<string, string>): Play {
  const steps = play.steps.map((step) => {
    const { as } = step;
    const session = as && as.person !== anonymous ? sessions.get(as.person) : undefined;
    return as && session !== undefined ? { ...step, as: { ...as, session } } : step;
  });
  return { ...play, steps };
}
