/**
 * SHA-256, by the platform: it holds up nobody, and is the same everywhere.
 *
 * @module
 */

const encoder = new TextEncoder();

/** 32 bytes. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The digest of a text, as 64 hexadecimal digits. */
export async function hexDigest(text: string): Promise<string> {
  const digest = await sha256(encoder.encode(text));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
