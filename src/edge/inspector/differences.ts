/**
 * What the edge has changed of a message's header fields, and by which rule.
 *
 * @module
 */
import type { Lines } from "../observe/story.ts";

/** One field, and what became of it. */
export interface FieldStory {
  readonly name: string;
  /** As it is afterwards; for a removed one, as it was. */
  readonly value: string;
  readonly what: "same" | "added" | "changed" | "removed";
  /** As it was, when that is another value. */
  readonly before: string | null;
  readonly rule: Rule | null;
}

/** Why a field is changed. */
export interface Rule {
  /** The place in production's rules, as docs/www-rules.md numbers them; null for what HTTP itself asks. */
  readonly name: string;
  readonly why: string;
}

const requestRules: readonly (readonly [pattern: RegExp, rule: Rule])[] = [
  [/^govuk-account-/, { name: "recv, rule 28", why: "the session cookie, translated" }],
  [/^cookie$/, { name: "recv, rules 28 and 31", why: "the session goes in headers of its own" }],
  [/^govuk-request-id$/, { name: "recv, rule 16", why: "a fresh request id" }],
  [/^govuk-(?:original-url|.*)$/, { name: "recv, rule 19", why: "what the client asked for" }],
  [
    /^(?:x-forwarded-|true-client-ip|forwarded|client-ip)/,
    { name: "recv, rule 1", why: "who the client is, as the edge knows it" },
  ],
  [/^accept-encoding$/, { name: "recv, rules 8 and 25", why: "one form for all who take it" }],
  [/^authorization$/, { name: "recv, rules 7 and 26", why: "the site's password is the edge's" }],
  [
    /^(?:via|te|connection|keep-alive|upgrade|proxy-.*|transfer-encoding|trailer|host)$/,
    { name: "RFC 9110 §7.6", why: "of one connection, or of the proxy" },
  ],
  [/^if-/, { name: "RFC 9111 §4.3.1", why: "the cache asks for itself" }],
];

const answerRules: readonly (readonly [pattern: RegExp, rule: Rule])[] = [
  [/^set-cookie$/, { name: "deliver, rule 3", why: "the session of the answer, as a cookie" }],
  [/^govuk-account-/, { name: "deliver, rule 3", why: "for the edge alone" }],
  [/^vary$/, { name: "deliver, rule 4", why: "a browser has Cookie, and not the edge's headers" }],
  [/^cache-control$/, { name: "deliver, rule 5", why: "what is somebody's is private in a browser's cache" }],
  [/^(?:age|cache-status)$/, { name: "RFC 9111 §5.1, RFC 9211", why: "computed for each answer" }],
  [/^x-(?:cache|served-by|timer)/, { name: "deliver", why: "what the cache did" }],
  [/^server-timing$/, { name: "Server-Timing", why: "how long things took, for development" }],
  [
    /^(?:connection|keep-alive|transfer-encoding|content-length|trailer|upgrade|proxy-.*)$/,
    { name: "RFC 9110 §7.6.1", why: "of one connection" },
  ],
];

/** All rules, each once. */
export const rules: readonly Rule[] = [
  ...new Map([...requestRules, ...answerRules].map(([, rule]) => [rule.name, rule])).values(),
];

/** What became of the client's fields on their way to the app. */
export function towardsApp(received: Lines, sent: Lines): FieldStory[] {
  return differences(received, sent, requestRules);
}

/** What became of the app's fields on their way to the client. */
export function towardsClient(received: Lines, delivered: Lines): FieldStory[] {
  return differences(received, delivered, answerRules);
}

function differences(before: Lines, after: Lines, rules: typeof requestRules): FieldStory[] {
  const ruleOf = (name: string) => rules.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1] ?? null;
  const [had, has] = [byName(before), byName(after)];
  const kept = Array.from(has, ([key, { name, value }]): FieldStory => {
    const was = had.get(key)?.value ?? null;
    if (was === value) return { name, value, what: "same", before: null, rule: null };
    return { name, value, what: was === null ? "added" : "changed", before: was, rule: ruleOf(name) };
  });
  const removed = Array.from(had).flatMap(([key, { name, value }]): FieldStory[] =>
    has.has(key) ? [] : [{ name, value, what: "removed", before: null, rule: ruleOf(name) }],
  );
  return [...kept, ...removed];
}

/** Several lines of a name count as one. */
function byName(lines: Lines): Map<string, { name: string; value: string }> {
  const fields = new Map<string, { name: string; value: string }>();
  for (const [name, value] of lines) {
    const known = fields.get(name.toLowerCase());
    if (known) known.value += `, ${value}`;
    else fields.set(name.toLowerCase(), { name, value });
  }
  return fields;
}
