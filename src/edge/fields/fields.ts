/**
 * Header fields as they stand on the wire: an ordered list of name and value, duplicates kept.
 *
 * @module
 */

/** One field line. */
export type FieldLine = readonly [name: string, value: string];

/** The field lines of a message, in order. */
export type Fields = readonly FieldLine[];

/**
 * The value of a field: the values of all its lines joined by a comma (RFC 9110 §5.3), null when
 * there is no such line. Absent and empty are different.
 *
 * @param name in lower case
 */
export function fieldValue(fields: Fields, name: string): string | null {
  let value: string | null = null;
  for (const line of fields) {
    if (line[0].toLowerCase() === name) value = value === null ? line[1] : `${value}, ${line[1]}`;
  }
  return value;
}

/** Whether there is a line of that name. `name` is in lower case. */
export function hasField(fields: Fields, name: string): boolean {
  return fields.some((line) => line[0].toLowerCase() === name);
}

/** The fields without the lines of these names (in lower case). */
export function withoutFields(fields: Fields, names: ReadonlySet<string>): Fields {
  return fields.filter((line) => !names.has(line[0].toLowerCase()));
}

/** The fields with all lines of `name` replaced by one; a null value removes them. */
export function withField(fields: Fields, name: string, value: string | null): Fields {
  const lower = name.toLowerCase();
  const others = fields.filter((line) => line[0].toLowerCase() !== lower);
  return value === null ? others : [...others, [name, value]];
}

/** Field lines of a Web `Headers`; each Set-Cookie stays a line of its own. */
export function fieldsOf(headers: Headers): Fields {
  return [...headers];
}
