/**
 * One cookie of a request.
 *
 * @module
 */

/**
 * The value of a cookie as it stands, neither unquoted nor decoded; of several the first. Null when
 * there is none of that name, which is compared exactly.
 *
 * @param cookies the Cookie lines joined by `; `
 */
export function cookieValue(cookies: string, name: string): string | null {
  // Most requests have a dozen cookies, and this is asked for a few of them: nothing is cut up in vain.
  let at = cookies.indexOf(name);
  while (at >= 0) {
    const next = cookies.indexOf(";", at);
    const end = next < 0 ? cookies.length : next;
    const before = cookies.slice(cookies.lastIndexOf(";", at) + 1, at).trim();
    const after = cookies.slice(at + name.length, end).trim();
    if (before === "" && after.startsWith("=")) return after.slice(1).trimStart();
    // Only the first occurrence in a pair can be its name.
    at = cookies.indexOf(name, end);
  }
  return null;
}
