/**
 * Where people are sent: back to the page they came from, and never to another host.
 *
 * @module
 */
import { AccountApiError } from "./account-api-errors.ts";

/**
 * The page to come back to after signing in, by the Referer alone.
 *
 * @param referer undefined when the header is absent; a blank one is a page too, though an unnamed one
 * @returns undefined when the page is not on this website
 */
export function returnPath(referer: string | undefined, websiteRoot: string): string | undefined {
  if (referer === undefined) return undefined;
  const path = referer.startsWith(websiteRoot) ? referer.slice(websiteRoot.length) : referer;
  const isBlank = path.trim() === "";
  const isPath = path.startsWith("/") && !path.startsWith("//");
  return isBlank || isPath ? path : undefined;
}

/**
 * An absolute Location on the website, by concatenation: browsers read the relative `/\evil.com` as
 * another host, but not the absolute `https://www.gov.uk/\evil.com`.
 *
 * @throws {AccountApiError} when the path, which account-api gave, does not start with `/` (the host
 *   would go on) or has control characters (the header line would end)
 */
export function locationOn(websiteRoot: string, path: string): string {
  if (!/^\/\P{Cc}*$/u.test(path))
    throw new AccountApiError("account-api gave a redirect_path that is no path");
  return websiteRoot + path.toWellFormed().replace(/[^\x20-\x7e]/gu, encodeURIComponent);
}
