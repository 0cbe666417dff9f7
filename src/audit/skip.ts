/**
 * Addresses that are left alone, because even a GET there changes something.
 *
 * @module
 */

/** Paths that end a session, in the spellings that apps use. */
export const endingSession: readonly string[] = [
  "*sign-out*",
  "*signout*",
  "*sign_out*",
  "*log-out*",
  "*logout*",
  "*log_out*",
  "*logoff*",
  "*log-off*",
  "*end-session*",
  "*end_session*",
  "*endsession*",
];

/** Whether a path matches one of the patterns: `*` stands for any characters, and letter case is ignored. */
export function isSkipped(url: URL, patterns: readonly string[]): boolean {
  const path = decoded(url.pathname);
  return patterns.some((pattern) => patternOf(pattern).test(path));
}

function patternOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i");
}

/** An app reads `/sign%2Dout` as `/sign-out`. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
