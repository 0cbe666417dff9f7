/**
 * Lists in sentences.
 *
 * @module
 */

/** @example listed(["a", "b", "c"]); // "a, b and c" */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** @example counted(2, "page"); // "2 pages" */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  return `${count.toLocaleString("en-GB")} ${count === 1 ? thing : things}`;
}
