/**
 * Text that is kept for long.
 *
 * @module
 */

/** Characters of a text that others may have too, and how many such are known. */
const short = 128;
const mostKnown = 512;

const known = new Map<string, string>();

/**
 * The same text in one piece: V8 keeps what was put together as a tree, which each comparison goes through.
 *
 * @example
 * flat(`${name}=${value}`) === `${name}=${value}`; // true
 */
export function flat(text: string): string {
  return [text.slice(0, 1), text.slice(1)].join("");
}

/** The same text in one piece; of short ones that come again and again, the one that was met before. */
export function shared(text: string): string {
  const same = known.get(text);
  if (same !== undefined) return same;
  const whole = flat(text);
  if (whole.length > short) return whole;
  if (known.size >= mostKnown) known.clear();
  known.set(whole, whole);
  return whole;
}
