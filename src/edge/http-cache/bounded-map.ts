/**
 * A map of bounded size, in which what was written last is kept.
 *
 * @module
 */

/** A map that forgets. */
export interface BoundedMap<V> {
  get(name: string): V | undefined;
  /** Writes a value, which makes its name the newest. @returns what had to be forgotten for it */
  set(name: string, value: V): V | undefined;
}

/** A name and its value, between those that were written before and after it. */
interface Entry<V> {
  readonly name: string;
  readonly value: V;
  older: Entry<V> | null;
  newer: Entry<V> | null;
}

/**
 * Makes one. The order is a list of its own: a Map has one too, but steps over all that was deleted from it to
 * find the first, so that to forget one would cost the more, the more there are.
 *
 * @param limit how many are kept
 */
export function boundedMap<V>(limit: number): BoundedMap<V> {
  const entries = new Map<string, Entry<V>>();
  let oldest: Entry<V> | null = null;
  let newest: Entry<V> | null = null;

  function remove(entry: Entry<V>): void {
    const { name, older, newer } = entry;
    entries.delete(name);
    if (older) older.newer = newer;
    else oldest = newer;
    if (newer) newer.older = older;
    else newest = older;
  }

  function forgetOldest(): V | undefined {
    if (!oldest) return undefined;
    const { value } = oldest;
    remove(oldest);
    return value;
  }

  return {
    get: (name) => entries.get(name)?.value,
    set(name, value) {
      const before = entries.get(name);
      if (before) remove(before);
      const entry: Entry<V> = { name, value, older: newest, newer: null };
      if (newest) newest.newer = entry;
      else oldest = entry;
      newest = entry;
      entries.set(name, entry);
      return entries.size > limit ? forgetOldest() : undefined;
    },
  };
}
