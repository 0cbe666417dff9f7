/**
 * Randomness, as an argument.
 *
 * @module
 */

/** Gives this many random bytes. */
export type Random = (length: number) => Uint8Array<ArrayBuffer>;

/** The platform's own random bytes. */
export const secureRandom: Random = (length) => crypto.getRandomValues(new Uint8Array(length));

/** Random bytes as hexadecimal text, two characters a byte. */
export function randomHex(random: Random, length: number): string {
  return Array.from(random(length), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
