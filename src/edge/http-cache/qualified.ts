/**
 * private and no-cache with field names: only these fields are kept out (RFC 9111 §5.2.2.4, §5.2.2.7).
 *
 * @module
 */
import { type Directives, isQuoted, unquoted } from "../fields/cache-control.ts";
import { listMembers } from "../fields/list.ts";
import type { CachePolicy } from "./policy.ts";

/** A stored response without these would be another one, or could not be used rightly. */
const indispensable: ReadonlySet<string> = new Set([
  "age",
  "cache-control",
  "content-encoding",
  "content-language",
  "content-length",
  "content-location",
  "content-range",
  "content-type",
  "date",
  "etag",
  "expires",
  "last-modified",
  "location",
  "surrogate-key",
  "vary",
]);

/** The directives that may name fields; to any other, an argument means nothing. */
const qualifiable = ["private", "no-cache"];
const token = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const none: ReadonlySet<string> = new Set();

/**
 * The fields, in lower case, that private or no-cache keep out of the stored response. For no-cache the
 * RFC asks for a validation before such a field is sent again; one that is not stored never is.
 */
export function withheldFields(directives: Directives, policy: CachePolicy): ReadonlySet<string> {
  if (!policy.qualifiedForms) return none;
  const names = qualifiable.flatMap((name) => namesIn(directives, name) ?? []);
  return names.length === 0 ? none : new Set(names);
}

/** Whether a directive is about the whole response. A list of names that cannot be heeded is, too. */
export function isAboutAll(directives: Directives, name: string, policy: CachePolicy): boolean {
  if (!directives.has(name)) return false;
  return !policy.qualifiedForms || !qualifiable.includes(name) || namesIn(directives, name) === null;
}

function namesIn(directives: Directives, name: string): string[] | null {
  const lists = (directives.get(name) ?? []).map(membersOf);
  const names = lists.flat().map((member) => member.toLowerCase());
  const canBeHeeded = names.every((member) => token.test(member) && !indispensable.has(member));
  const isQualified = lists.length > 0 && lists.every((members) => members.length > 0);
  return isQualified && canBeHeeded ? names : null;
}

/** A list without quotes may have lost names at its first comma, so nobody can tell whether it is all. */
function membersOf(argument: string | null): string[] {
  return argument !== null && isQuoted(argument) ? listMembers(unquoted(argument)) : [];
}
