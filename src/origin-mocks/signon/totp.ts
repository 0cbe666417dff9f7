/**
 * The codes of authenticator apps: RFC 6238 with SHA-1, six digits and 30 seconds.
 *
 * @module
 */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const PERIOD = 30_000;

/** A new secret in base 32, made of random bytes. */
export function newSecret(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET[byte % 32]).join("");
}

/**
 * The code at a time.
 *
 * @param secret in base 32
 * @param now milliseconds since 1970
 */
export async function codeAt(secret: string, now: number): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", fromBase32(secret), algorithm, false, ["sign"]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.max(0, Math.floor(now / PERIOD))));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter));
  const offset = mac.getUint8(19) & 0x0f;
  return String((mac.getUint32(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Whether a code is right now, or was or will be half a minute away. */
export async function isRightCode(secret: string, code: string, now: number): Promise<boolean> {
  const typed = code.replaceAll(/\s/g, "");
  const near = [now - PERIOD, now, now + PERIOD].map((at) => codeAt(secret, at));
  return (await Promise.all(near)).includes(typed);
}

function fromBase32(text: string): Uint8Array<ArrayBuffer> {
  const bits = Array.from(text, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = bits.match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
}
