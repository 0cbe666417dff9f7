/**
 * The rules by which header fields are changed, named as docs/www-rules.md names them.
 *
 * @module
 */
import { canonicalName } from "../fields/canonical-name.ts";

/** Why a field is changed. */
export interface Rule {
  /** Where that stands in docs/www-rules.md: in production's rules, or in what HTTP itself asks. */
  readonly names: readonly string[];
  readonly why: string;
}

/** What became of a field. */
export type Change = "added" | "changed" | "removed";

type Ruled = readonly [pattern: RegExp, names: readonly string[], why: string];

const mostly: readonly Ruled[] = [
  [
    /^(?:connection|keep-alive|te|trailer|transfer-encoding|upgrade|http2-settings|proxy-.+)$/,
    ["RFC 9110 §7.6.1"],
    "of one connection",
  ],
];

const aboutRequests: readonly Ruled[] = [
  [/^govuk-account-/, ["recv, rule 28"], "the session cookie, translated"],
  [/^cookie$/, ["recv, rule 28", "recv, rule 31"], "the session goes in headers of its own"],
  [/^govuk-request-id$/, ["recv, rule 16"], "a fresh request id"],
  [/^govuk-abtest-|^usage-cookies-opt-in$/, ["recv, rule 30"], "the variants of tests are the edge’s to say"],
  [/^original-url$/, ["recv, rule 19"], "what the client asked for"],
  [/^backend-override$/, ["recv, rule 20"], "a client chooses no backend"],
  [/^fastly-purge-requires-auth$/, ["recv, rule 2"], "a purge needs a key"],
  [/^client-ja3$/, ["recv, rule 3"], "the fingerprint of the client’s TLS"],
  [/^fastly-ssl$/, ["recv, rule 9"], "whether the client came by TLS"],
  [/^accept-encoding$/, ["recv, rule 8", "recv, rule 25"], "one form for all who take it"],
  [/^authorization$/, ["recv, rule 7", "recv, rule 26"], "the site’s password is the edge’s"],
  [/^host$/, ["RFC 9110 §7.2"], "whom the app is asked as"],
  [/^(?:if-.+|range)$/, ["RFC 9111 §4.3.1"], "the cache asks for itself"],
  [
    /^(?:x-|fastly-|forwarded$|(?:true-)?client-ip$|cf-connecting-ip$|cloudfront-forwarded-proto$|front-end-https$|proxy$|script-name$)/,
    ["recv, rule 1"],
    "who the client is, as the edge knows it",
  ],
];

const aboutAnswers: readonly Ruled[] = [
  [/^govuk-account-/, ["deliver, rule 3"], "for the edge alone"],
  [/^vary$/, ["deliver, rule 4", "fetch, rule 1"], "a browser has Cookie, and not the edge’s headers"],
  [
    /^cache-control$/,
    ["deliver, rule 5", "fetch, rule 12"],
    "somebody’s page is private in a browser’s cache",
  ],
  [/^x-(?:cache|cache-hits|served-by|timer)$|^fastly-debug-/, ["deliver, rule 8"], "what the cache did"],
  [/^server-timing$/, ["deliver, rule 2"], "what the cache did, and how long it took"],
  [/^strict-transport-security$/, ["deliver, rule 1"], "browsers are to come by TLS"],
  [/^surrogate-(?:control|key)$/, ["deliver, besides"], "for the edge alone"],
  [
    /^(?:content-encoding|etag|accept-ranges|content-md5|digest|content-digest|repr-digest)$/,
    ["fetch, rule 1"],
    "it is compressed here",
  ],
  [/^fastly-backend-name$/, ["fetch, rule 2"], "who answered"],
  [/^fastly-restarts$/, ["fetch, rule 5"], "how many failed before"],
  [/^access-control-allow-origin$/, ["fetch, rule 12"], "assets are for all sites"],
  [/^x-amz-/, ["fetch, besides"], "what the bucket says of itself"],
  [/^age$/, ["RFC 9111 §5.1"], "computed for each answer"],
  [/^cache-status$/, ["RFC 9211"], "what the cache did"],
  [/^date$/, ["RFC 9110 §6.6.1"], "when it was made"],
  [/^content-length$/, ["RFC 9110 §8.6"], "the bytes of what is sent"],
  [/^content-(?:range|type)$/, ["RFC 9110 §14.4"], "which bytes these are"],
];

const cookieSet: Rule = {
  names: ["deliver, rule 3", "deliver, rule 6"],
  why: "the session of the answer, or the variant of a test",
};
const cookieRemoved: Rule = {
  names: ["fetch, rule 13"],
  why: "what is stored for many sets nobody’s cookie",
};
const misspelt: Rule = { names: ["recv, besides"], why: "an app may take it for another name" };
const notModified: Rule = { names: ["RFC 9110 §15.4.5"], why: "the client has it already" };
const notForwarded: Rule = { names: ["RFC 9110 §7.6.1"], why: "Connection names it" };

/**
 * The rule by which a field of a request is changed; null for none that is known.
 *
 * @param name in any spelling
 * @param what became of it
 * @param ofConnection the names in Connection, in lower case
 */
export function ruleOfRequest(name: string, what: Change, ofConnection: readonly string[]): Rule | null {
  const canonical = canonicalName(name);
  const rule = firstOf(aboutRequests, canonical);
  if (what !== "removed") return rule;
  if (ofConnection.includes(name.toLowerCase()) && !mostly.some(([pattern]) => pattern.test(canonical)))
    return notForwarded;
  return rule ?? (name.includes("_") ? misspelt : null);
}

/** The same of an answer. */
export function ruleOfAnswer(name: string, what: Change, ofConnection: readonly string[]): Rule | null {
  const canonical = canonicalName(name);
  if (canonical === "set-cookie") return what === "removed" ? cookieRemoved : cookieSet;
  const rule = firstOf(aboutAnswers, canonical);
  return what === "removed" && ofConnection.includes(canonical) ? (rule ?? notForwarded) : rule;
}

/** What a 304 leaves out, as http-cache/preconditions.ts has it. */
const ofContent = /^(?:content-.+|repr-digest|last-modified|set-cookie)$/;

/** The same of a 304. */
export function ruleOf304(name: string, what: Change, ofConnection: readonly string[]): Rule | null {
  const isLeftOut = what === "removed" && ofContent.test(canonicalName(name));
  return isLeftOut ? notModified : ruleOfAnswer(name, what, ofConnection);
}

function firstOf(ruled: readonly Ruled[], name: string): Rule | null {
  const [, names, why] = [...mostly, ...ruled].find(([pattern]) => pattern.test(name)) ?? [];
  return names && why !== undefined ? { names, why } : null;
}

/** All that can be named, each name once, with all it is named for. */
export function namedRules(): ReadonlyMap<string, readonly string[]> {
  const tables = [...mostly, ...aboutRequests, ...aboutAnswers].map(([, names, why]) => ({ names, why }));
  const named = new Map<string, string[]>();
  for (const { names, why } of [...tables, cookieSet, cookieRemoved, misspelt, notModified, notForwarded]) {
    for (const name of names) named.set(name, [...new Set([...(named.get(name) ?? []), why])]);
  }
  return named;
}

/** A rule's name as the fragment of a URL. */
export function anchorOf(rule: string): string {
  return rule.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
