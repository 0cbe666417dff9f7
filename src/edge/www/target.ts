/**
 * Path and query as they go on to the cache and the app: the same page is asked for under one URL.
 * Nothing is decoded or encoded anew; what stays, stays byte for byte.
 *
 * @module
 */
import * as z from "zod";

const path = z.string().startsWith("/");

/** What becomes of a query (VCL: recv, rules 13, 17 and 18). */
export const queryRulesSchema = z.strictObject({
  /** Parameters whose name starts with one of these are dropped. */
  droppedPrefixes: z.array(z.string().min(1)).default(["utm_"]),
  /** Paths, exactly, that lose their whole query. */
  withoutQuery: z.array(path).default(["/"]),
  /** Folders that lose theirs, with all that is in them. */
  foldersWithoutQuery: z.array(path).default(["/alerts"]),
});

type QueryRules = z.output<typeof queryRulesSchema>;

/** With more parameters than this Fastly leaves them in the order they came in, and so do we. */
const mostSorted = 32;

/**
 * Path and query as they go on. Parameters are sorted by name in byte order (capitals before small
 * letters); those of one name keep their order, because an app may read a list from them. A parameter
 * without a name (`&&`, `=x`) is dropped, and so is a `?` that nothing follows.
 *
 * @param target path and query as received
 * @example
 * onwardTarget("/a?utm_source=x&b=2&a=1", queryRulesSchema.parse({})); // "/a?a=1&b=2"
 */
export function onwardTarget(target: string, rules: QueryRules): string {
  const mark = target.indexOf("?");
  if (mark < 0) return target;
  const asked = target.slice(0, mark);
  if (losesQuery(asked, rules)) return asked;
  const query = onwardQuery(target.slice(mark + 1), rules.droppedPrefixes);
  return query === "" ? asked : `${asked}?${query}`;
}

/** The path of a target. */
export function pathOf(target: string): string {
  const mark = target.indexOf("?");
  return mark < 0 ? target : target.slice(0, mark);
}

/** Whether a path is a folder, or something in it. */
export function isUnder(asked: string, folder: string): boolean {
  return asked.startsWith(folder) && (asked.length === folder.length || asked[folder.length] === "/");
}

function losesQuery(asked: string, { withoutQuery, foldersWithoutQuery }: QueryRules): boolean {
  return withoutQuery.includes(asked) || foldersWithoutQuery.some((folder) => isUnder(asked, folder));
}

interface Parameter {
  readonly name: string;
  readonly text: string;
}

function onwardQuery(query: string, dropped: readonly string[]): string {
  const parameters: Parameter[] = [];
  for (const text of query.split("&")) {
    const name = text.split("=", 1)[0] ?? "";
    if (name !== "") parameters.push({ name, text });
  }
  // Sorting is stable.
  if (parameters.length <= mostSorted) parameters.sort(byName);
  return parameters
    .filter(({ name }) => !dropped.some((prefix) => name.startsWith(prefix)))
    .map(({ text }) => text)
    .join("&");
}

// A target is ASCII, so that code units are bytes.
function byName(a: Parameter, b: Parameter): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
