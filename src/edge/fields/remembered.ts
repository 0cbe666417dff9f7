/**
 * Functions of a text that remember what they gave.
 *
 * @module
 */

/** So that strangers cannot fill the memory: how many texts are remembered, and characters of each. */
const mostRemembered = 256;
const longestRemembered = 512;

/**
 * The same function, computing each of the latest texts once. For texts of which few are in use, such
 * as field names and what browsers send in Accept.
 *
 * @param compute must give the same for the same text
 */
export function remembered<Result extends string>(
  compute: (text: string) => Result,
): (text: string) => Result {
  const known = new Map<string, Result>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const result = compute(text);
    if (text.length > longestRemembered) return result;
    // Starting afresh is cheaper than knowing which text was used last.
    if (known.size >= mostRemembered) known.clear();
    known.set(text, result);
    return result;
  };
}
