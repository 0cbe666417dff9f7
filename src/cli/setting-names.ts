/**
 * What a setting is called in each place it can stand, and a value with the place it came from.
 *
 * @module
 */

/** A value, and where it came from: "flag --port", "variable GOVUK_EDGE_PORT", "file x.json". */
export interface Given {
  readonly value: unknown;
  readonly source: string;
}

/** What was given, by key. */
export type GivenSettings = ReadonlyMap<string, Given>;

/** What the name of every variable starts with. */
export const variablePrefix = "GOVUK_EDGE_";

/** The flag of a key: `--default-ttl`. */
export function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The environment variable of a key: `GOVUK_EDGE_DEFAULT_TTL`. */
export function variableOf(key: string): string {
  return variablePrefix + key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/** The variable that names the file; a file cannot name another. */
export const configVariable = `${variablePrefix}CONFIG`;
