/**
 * Comma-separated lists (RFC 9110 §5.6.1), the one place that splits them.
 *
 * @module
 */

/**
 * The members of a list, trimmed, empty ones left out. Commas inside quoted strings do not divide.
 *
 * @example
 * listMembers('no-cache="set-cookie, date", max-age=60'); // ['no-cache="set-cookie, date"', "max-age=60"]
 */
export function listMembers(value: string | null): string[] {
  if (value === null) return [];
  if (!value.includes('"')) return nonEmpty(value.split(","));
  const members: string[] = [];
  let start = 0;
  let quoted = false;
  for (let i = 0; i < value.length; i += 1) {
    const char = value[i];
    if (quoted && char === "\\") i += 1;
    else if (char === '"') quoted = !quoted;
    else if (char === "," && !quoted) {
      members.push(value.slice(start, i));
      start = i + 1;
    }
  }
  // A quote that never ends is a character like another: it must not hide what stands after it.
  const rest = value.slice(start);
  return nonEmpty(quoted ? [...members, ...rest.split(",")] : [...members, rest]);
}

function nonEmpty(members: readonly string[]): string[] {
  const result: string[] = [];
  for (const member of members) {
    const trimmed = member.trim();
    if (trimmed !== "") result.push(trimmed);
  }
  return result;
}
