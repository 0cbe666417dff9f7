/**
 * Request parameters as One Login's gateway hands them on: of a repeated parameter the last value
 * counts, and parameters with bracketed names are dropped.
 *
 * @module
 */
import type { HonoRequest } from "hono";

/** Parameters by name; a value may be empty. */
export type RequestParameters = ReadonlyMap<string, string>;

/** The parameters in the query string of a URL. */
export function fromQuery(url: string): RequestParameters {
  return collect(new URL(url).searchParams);
}

/**
 * The parameters of a form or JSON body; none for any other media type.
 *
 * @returns undefined when the body cannot be read as what it says it is
 */
export async function fromBody(request: HonoRequest): Promise<RequestParameters | undefined> {
  const type = (request.header("Content-Type") ?? "").split(";", 1).join("").trim().toLowerCase();
  const text = await request.text().catch(() => undefined);
  if (text === undefined) return undefined;
  if (type === "application/x-www-form-urlencoded") return collect(new URLSearchParams(text));
  if (type === "application/json") return fromJson(text);
  return new Map();
}

/** A parameter's value; one without a value counts as omitted (RFC 6749 section 3.1). */
export function given(parameters: RequestParameters, name: string): string | undefined {
  return parameters.get(name) || undefined;
}

/** The members of a space-separated list. */
export function words(list: string | undefined): readonly string[] {
  return list?.split(" ").filter((word) => word !== "") ?? [];
}

function collect(entries: Iterable<[string, string]>): RequestParameters {
  const parameters = new Map<string, string>();
  for (const [name, value] of entries) {
    // `a[]` is how some clients spell a repeated `a`; any other bracket is a structure, which OAuth has not.
    const plain = name.endsWith("[]") ? name.slice(0, -2) : name;
    if (!plain.includes("[")) parameters.set(plain, value);
  }
  return parameters;
}

function fromJson(text: string): RequestParameters | undefined {
  const value = parseJson(text);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  return collect(Object.entries(value).filter((entry) => typeof entry[1] === "string"));
}

/** JSON can name half of a character, which no URL can carry. */
const half = /\\u[dD][89a-fA-F]/;

/** Parsed JSON, or undefined (which JSON cannot say) when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    if (!half.test(text)) return JSON.parse(text);
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === "string" ? value.toWellFormed() : value,
    );
  } catch {
    return undefined;
  }
}
