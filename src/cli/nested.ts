/**
 * What is wrong inside an object of the file, checked by a schema of the edge's own.
 *
 * @module
 */
import { z } from "zod";
import { unknownName } from "./nearest.ts";
import { type Path, pathText } from "./paths.ts";
import type { Given } from "./setting-names.ts";

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/**
 * Checks an object, and says all that is wrong in it.
 *
 * @param given the object, and where it came from
 * @param path where it stands
 * @param problem says what is wrong with a value
 */
export function nestedProblems(
  { value, source }: Given,
  schema: z.ZodType,
  path: Path,
  problem: (path: Path, expected: string) => string,
): string[] {
  return faultsIn(value, schema).map((fault) => {
    const at = [...path, ...fault.path];
    if ("expected" in fault) return problem(at, fault.expected);
    const key = String(at.at(-1));
    return unknownName(`key ${pathText(at)} in ${source}`, key, fault.known);
  });
}

/** What is wrong at a place: another value was expected, or its key is not one of those that are known. */
export type Fault = { readonly path: Path } & (
  | { readonly expected: string }
  | { readonly known: readonly string[] }
);

/** All that is wrong in a value. */
export function faultsIn(value: unknown, schema: z.ZodType): Fault[] {
  const result = schema.safeParse(value, { error: (raw) => `expected ${expectedBy(raw)}` });
  if (result.success) return [];
  return result.error.issues.flatMap(closest).flatMap((issue): Fault[] => {
    if (issue.code !== "unrecognized_keys") return [{ path: issue.path, expected: expectedOf(issue) }];
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => ({ path: [...issue.path, key], known }));
  });
}

/** Of the forms that a value may have, what is wrong by the one that was meant. */
function closest(issue: Issue): Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const forms = issue.errors.map((errors) =>
    errors.flatMap(closest).map((inner): Issue => ({ ...inner, path: [...issue.path, ...inner.path] })),
  );
  const isOutside = (inner: Issue) =>
    inner.path.length === issue.path.length && inner.code !== "unrecognized_keys";
  const [meant] = forms
    .filter((errors) => errors.length > 0 && !errors.some(isOutside))
    .toSorted((one, other) => one.length - other.length);
  if (meant) return meant;
  const expected = new Set(
    forms.flatMap((errors) => errors.flatMap((inner) => expectedOf(inner).split(" or "))),
  );
  return [{ ...issue, message: `expected ${[...expected].join(" or ")}` }];
}

function expectedOf(issue: Issue): string {
  const { message } = issue.code === "invalid_key" ? (issue.issues[0] ?? issue) : issue;
  const [start = "", expected] = message.split(/^expected /);
  return expected ?? `something else: ${start}`;
}

const kinds: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  null: "null",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "text",
};

const formats: Readonly<Record<string, string>> = {
  email: "an email address",
  url: "a URL",
  uuid: "a UUID",
};

/** The words for what the schemas have no words of their own for. */
function expectedBy(issue: RawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? `a value of type ${issue.expected}`;
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "too_small":
      return bounded(issue.origin, issue.inclusive === false ? "above" : "of at least", issue.minimum);
    case "too_big":
      return bounded(issue.origin, issue.inclusive === false ? "below" : "of at most", issue.maximum);
    case "invalid_format":
      return issue.format === "starts_with"
        ? `text that starts with ${issue.prefix}`
        : (formats[issue.format] ?? "something else");
    default:
      return "something else";
  }
}

const counted: Readonly<Record<string, readonly [what: string, unit: string]>> = {
  array: ["a list", " members"],
  string: ["text", " characters"],
  int: ["a whole number", ""],
};

function bounded(origin: string, relation: string, bound: number | bigint): string {
  const [what, unit] = counted[origin] ?? ["a number", ""];
  return `${what} ${relation} ${bound}${unit}`;
}

/** The keys of the object that a schema has at a path. */
function keysAt(schema: z.core.$ZodType, [step, ...rest]: Path): string[] {
  const inner = bare(schema);
  if (inner instanceof z.ZodObject) {
    const next: unknown = step === undefined ? undefined : Reflect.get(inner.shape, step);
    if (step === undefined) return Object.keys(inner.shape);
    return next instanceof z.ZodType ? keysAt(next, rest) : [];
  }
  if (inner instanceof z.ZodArray && step !== undefined) return keysAt(inner.element, rest);
  if (inner instanceof z.ZodRecord && step !== undefined) return keysAt(inner.valueType, rest);
  if (inner instanceof z.ZodUnion) {
    const way: Path = step === undefined ? [] : [step, ...rest];
    return [...new Set(inner.options.flatMap((option) => keysAt(option, way)))];
  }
  return [];
}

/** A schema without what is said about its default, and what becomes of its values. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional
  ) {
    return bare(schema.unwrap());
  }
  if (!(schema instanceof z.ZodPipe)) return schema;
  const before = bare(schema.in);
  return before instanceof z.ZodObject ? before : bare(schema.out);
}
