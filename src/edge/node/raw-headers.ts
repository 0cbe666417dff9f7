/**
 * Request fields as they came, line by line: Node's own `headers` keeps only the first line of some.
 *
 * @module
 */
import type { FieldLine, Fields } from "../fields/fields.ts";

/**
 * The value of a field, its lines joined as the app's Headers joins them, so that the rim and the app
 * make the same key of a request. Null when it is absent.
 *
 * @param rawHeaders names and values in turn
 * @param name in lower case
 */
export function rawValue(rawHeaders: readonly string[], name: string): string | null {
  let value: string | null = null;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (!isNamed(rawHeaders[i], name)) continue;
    const line = rawHeaders[i + 1] ?? "";
    value = value === null ? line : `${value}${name === "cookie" ? "; " : ", "}${line}`;
  }
  return value;
}

/** All fields, as the app's Headers has them: names in lower case, each once, its lines joined. */
export function rawFields(rawHeaders: readonly string[]): Fields {
  const fields: FieldLine[] = [];
  const names = new Set<string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? "").toLowerCase();
    if (names.has(name)) continue;
    names.add(name);
    fields.push([name, rawValue(rawHeaders, name) ?? ""]);
  }
  return fields;
}

/** How many lines a field has. */
export function linesOf(rawHeaders: readonly string[], name: string): number {
  let lines = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (isNamed(rawHeaders[i], name)) lines += 1;
  return lines;
}

// The length tells most names apart, and costs nothing.
function isNamed(text: string | undefined, name: string): boolean {
  return text?.length === name.length && text.toLowerCase() === name;
}
