/**
 * Text that only this service can read, and that nobody can change unnoticed: AES-256-GCM under a key
 * that is made anew, from the secret and a fresh salt, for every text.
 *
 * @module
 */
import { base64url } from "jose";
import type { Random } from "./random.ts";
import { randomHex } from "./random.ts";

/** Seals text under one secret. */
export interface Seal {
  /** Gives a different value each time, made of `A-Z a-z 0-9 - _ =` alone. */
  seal(text: string): Promise<string>;
  /** @returns null for anything this seal did not make, whatever it is */
  open(value: string): Promise<string | null>;
}

const SEPARATOR = "$$";
const IV_LENGTH = 12;
const utf8 = new TextEncoder();
/** Strict, and keeping a byte order mark, so that two different inputs never read as one text. */
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Seals and opens text with keys that come from `secret`. */
export function createSeal(secret: string, random: Random): Seal {
  return {
    async seal(text) {
      const salt = randomHex(random, 32);
      const iv = random(IV_LENGTH);
      const key = await deriveKey(secret, salt, "encrypt");
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, utf8.encode(text));
      const box = base64url.encode(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
      return pad(base64url.encode(salt + SEPARATOR + box));
    },
    async open(value) {
      try {
        const [salt, box, ...rest] = strictUtf8.decode(decode(value, pad)).split(SEPARATOR);
        if (!salt || !box || rest.length > 0) return null;
        const bytes = decode(box, (text) => text);
        const key = await deriveKey(secret, salt, "decrypt");
        const iv = bytes.subarray(0, IV_LENGTH);
        const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes.subarray(IV_LENGTH));
        return strictUtf8.decode(text);
      } catch {
        // Not base64url, not text, or not authentic: all the same to whoever presents it.
        return null;
      }
    },
  };
}

/**
 * HKDF (RFC 5869) rather than the 65,536 rounds of PBKDF2 that the real service takes: those slow down
 * somebody who guesses secrets, which a mock has no need of, and would cost each request milliseconds.
 */
async function deriveKey(secret: string, salt: string, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey("raw", utf8.encode(secret), "HKDF", false, ["deriveKey"]);
  const info = utf8.encode("govuk-account-session");
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: utf8.encode(salt), info };
  return crypto.subtle.deriveKey(hkdf, material, { name: "AES-GCM", length: 256 }, false, [usage]);
}

/**
 * Decodes base64url in its one canonical spelling: the unused bits of a last character could otherwise be
 * changed unnoticed (RFC 4648 section 3.5).
 *
 * @throws {Error} for any other spelling
 */
function decode(value: string, spell: (text: string) => string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(base64url.decode(value));
  if (spell(base64url.encode(bytes)) !== value) throw new Error("not canonical base64url");
  return bytes;
}

function pad(text: string): string {
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}
