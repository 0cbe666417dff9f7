/**
 * Whether an address is the one an application registered.
 *
 * @module
 */

/**
 * Compares scheme, host, port and path. The query is left out: clients repeat at the token endpoint the
 * address of the callback they got, with the code in it.
 */
export function isSameAddress(given: string, registered: string): boolean {
  if (given.includes("#") || !URL.canParse(given) || !URL.canParse(registered)) return false;
  const [one, other] = [new URL(given), new URL(registered)];
  // Userinfo would send the code to the same host, but is no part of what was registered.
  if (one.username !== other.username || one.password !== other.password) return false;
  return one.protocol === other.protocol && one.host === other.host && one.pathname === other.pathname;
}
