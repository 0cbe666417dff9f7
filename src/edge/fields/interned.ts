/**
 * Things that say the same, kept once.
 *
 * @module
 */

/** So that strangers cannot fill the memory: how many are known, twice, and characters of what tells them apart. */
const mostKnown = 512;
const longestKnown = 4_096;

/**
 * Gives in place of a thing the first that said the same. What was met lately is known; what was not is forgotten.
 *
 * @param describe equal texts mean equal things
 * @example
 * const same = interned((names: readonly string[]) => JSON.stringify(names));
 * same(["accept"]) === same(["accept"]); // true
 */
export function interned<Thing extends object>(describe: (thing: Thing) => string): (thing: Thing) => Thing {
  let known = new Map<string, Thing>();
  let before = new Map<string, Thing>();
  return (thing) => {
    const text = describe(thing);
    const found = known.get(text);
    if (found) return found;
    if (text.length > longestKnown) return thing;
    // What is met again and again is carried over, and what was met once is let go.
    const one = before.get(text) ?? thing;
    if (known.size >= mostKnown) {
      before = known;
      known = new Map();
    }
    known.set(text, one);
    return one;
  };
}
