/**
 * Which URIs a browser may be sent back to.
 *
 * @module
 */

/**
 * Whether a text is a URI that a browser may be sent back to: absolute, of no scheme that runs
 * code, and without query parameters that the answer itself uses.
 */
export function isLegalRedirectUri(text: string): boolean {
  const url = URL.parse(text);
  if (!url || ["data:", "javascript:", "vbscript:"].includes(url.protocol)) return false;
  return !["code", "state", "response"].some((name) => url.searchParams.has(name));
}
