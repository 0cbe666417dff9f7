/**
 * Field names as an app sees them.
 *
 * @module
 */

/**
 * A name in lower case with `-` for `_`. A Rack or CGI app cannot tell the two apart, so a rule about a
 * name must hold for all its spellings.
 */
export function canonicalName(name: string): string {
  return name.toLowerCase().replaceAll("_", "-");
}
