/**
 * Titles in URLs.
 *
 * @module
 */

/** A title as it stands in a URL: what Rails calls parameterized. */
export function parameterize(title: string): string {
  return title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/-{2,}/g, "-")
    .replace(/^-|-$/g, "");
}
