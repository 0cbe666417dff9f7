/**
 * A fault that is hard to come upon: each condition is met by few of the inputs that meet the one before.
 *
 * @module
 */

/** @throws {Error} for text that begins with "$-~q" */
export function guarded(input: string): void {
  if (input.charAt(0) !== "$") return;
  if (input.charAt(1) !== "-") return;
  if (input.charAt(2) !== "~") return;
  if (input.charAt(3) === "q") throw new Error("the planted fault");
}
