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

/** A random UUID (RFC 9562 section 5.4). */
export function randomUuid(random: Random): string {
  const hex = randomHex(random, 16);
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20),
  ].join("-");
}
