/**
 * What is said to the edge and what is said to Varnish. They are the same but where a known difference
 * between production and the edge comes into play: there Varnish is told what the edge makes of it, and
 * from then on both must agree. So a difference is a translation with a name, and nothing else is excused.
 *
 * @module
 */

/** The differences that are translated, each with what Varnish is told. */
export const translations = {
  D1: "account headers of a client are kept from Varnish",
  D2: "a cookie that only looks like the session is kept from Varnish",
  D3: "two sessions that disagree are kept from Varnish",
  D4: "a session that breaks the grammar is kept from Varnish",
  D5: "Varnish gets a sound session in place of a broken one, and the cookie it makes of it does not count",
  D6: "Varnish gets Vary on one line, each name once and with its usual letters",
  D8: "Varnish gets directives in small letters, without what only looks like one",
} as const;

/** The name of a translation. */
export type Rule = keyof typeof translations;

/** Whose words: what the edge is told, or what Varnish is told in its place. */
export type Side = "edge" | "varnish";

/** Something that is said to both. */
export interface Said<Value> extends Readonly<Record<Side, Value>> {
  /** Null when it is the same. */
  readonly rule: Rule | null;
}

/** The same for both. */
export function alike<Value>(value: Value): Said<Value> {
  return { edge: value, varnish: value, rule: null };
}

/** For both, but Varnish is told it in other words. */
export function translated<Value>(rule: Rule, edge: Value, varnish: Value): Said<Value> {
  return { edge, varnish, rule };
}
