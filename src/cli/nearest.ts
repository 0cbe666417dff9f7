/**
 * The known name that a mistyped one was meant to be.
 *
 * @module
 */

/**
 * The nearest of `known`, as long as no more than half of the name would have to change.
 *
 * @example nearest("orgin", ["origin", "port"]); // "origin"
 */
function nearest(name: string, known: readonly string[]): string | null {
  // Longer names are not mistyped ones, and would only cost time.
  if (name.length > 60) return null;
  let best: string | null = null;
  let least = Math.floor(name.length / 2) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

/**
 * The refusal of a name that is not known, with the one that was meant.
 *
 * @param what such as `key "orgin" in file x.json`
 * @param start what all known names begin with
 */
export function unknownName(what: string, name: string, known: readonly string[], start = ""): string {
  const suggestion = nearest(name, known);
  const instead =
    suggestion === null
      ? `Known are ${known.map((end) => start + end).join(", ")}.`
      : `Did you mean ${start}${suggestion}?`;
  return `The ${what} is not known. ${instead}`;
}

/** How many letters must be put in, left out or changed (Levenshtein), one row of the table at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const changed = (row[j] ?? 0) + (letter === to[j] ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
