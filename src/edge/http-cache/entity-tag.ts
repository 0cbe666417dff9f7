/**
 * Entity tags (RFC 9110 §8.8.3), the one place that reads them.
 *
 * @module
 */

/** An entity tag. */
export interface EntityTag {
  readonly weak: boolean;
  /** What stands between the quotes, byte for byte: a backslash there is a character like another. */
  readonly opaque: string;
}

/** What If-None-Match holds: whatever there is, or one of these tags. */
export type EntityTagList = "*" | readonly EntityTag[];

// Bytes beyond ASCII may stand in a tag. U+FFFD may not: some runtimes put it in place of bytes that
// they could not read, so that two different tags would look the same.
const entityTag = /^(W\/)?"([!#-~\u0080-\ufffc]*)"$/;
const listedTag = /(?:^|,)[ \t]*(W\/)?"([!#-~\u0080-\ufffc]*)"[ \t]*(?=,|$)/g;

/** Reads one entity tag; undefined when there is none, or anything else beside it. */
export function parseEntityTag(value: string | null): EntityTag | undefined {
  const match = entityTag.exec((value ?? "").trim());
  return match ? tagOf(match) : undefined;
}

/**
 * Reads the value of If-None-Match; null reads as no tags. Members that are no entity tag
 * are left out, `*` among other members too.
 *
 * @example
 * parseEntityTags('W/"a", "b,c"'); // [{ weak: true, opaque: "a" }, { weak: false, opaque: "b,c" }]
 */
export function parseEntityTags(value: string | null): EntityTagList {
  const text = (value ?? "").trim();
  return text === "*" ? "*" : Array.from(text.matchAll(listedTag), tagOf);
}

/** Strong comparison (§8.8.3.2): the same tag, and neither is weak. */
export function equalStrongly(one: EntityTag, other: EntityTag): boolean {
  return !one.weak && !other.weak && one.opaque === other.opaque;
}

/** Weak comparison (§8.8.3.2): the same tag, whether weak or not. */
export function equalWeakly(one: EntityTag, other: EntityTag): boolean {
  return one.opaque === other.opaque;
}

function tagOf([, weak, opaque = ""]: RegExpMatchArray): EntityTag {
  return { weak: weak !== undefined, opaque };
}
