/**
 * The authenticator app that everybody here has: time-based one-time passwords (RFC 6238) with SHA-1,
 * 6 digits and 30 seconds.
 *
 * @module
 */
import { sha256 } from "./encoding.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const step = 30;

/** Somebody's secret in base32; it follows from their id, so that a restart changes nothing. */
export async function secretOf(personId: string): Promise<string> {
  return Array.from(await keyOf(personId), (byte) => alphabet[byte & 31]).join("");
}

/** The code at a time in seconds since 1970. */
export async function codeAt(personId: string, seconds: number): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    decode(await secretOf(personId)),
    { name: "HMAC", hash: "SHA-1" },
    false,
    ["sign"],
  );
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(Math.floor(seconds / step)));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter));
  // RFC 4226 section 5.3: the last four bits say where the number stands.
  const number = mac.getUint32(mac.getUint8(mac.byteLength - 1) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Whether a code is right now, or was in the step before. */
export async function isRightCode(code: string, personId: string, seconds: number): Promise<boolean> {
  const right = [await codeAt(personId, seconds), await codeAt(personId, seconds - step)];
  return right.includes(code.replaceAll(/\s/g, ""));
}

/** 32 bytes, of which each gives a letter. */
function keyOf(personId: string): Promise<Uint8Array> {
  return sha256(`authenticator app of ${personId}`);
}

/** Base32 (RFC 4648 section 6) of whole bytes. */
function decode(text: string): Uint8Array<ArrayBuffer> {
  const bits = Array.from(text, (letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const bytes = bits.match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
}
