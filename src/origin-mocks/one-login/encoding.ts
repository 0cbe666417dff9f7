/**
 * Digests and encodings that subjects, tokens and PKCE share.
 *
 * @module
 */
import { base64url } from "jose";

/** SHA-256 over UTF-8 text. */
export async function sha256(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** base64url(SHA-256(text)) without padding; for a code verifier this is the S256 challenge (RFC 7636 section 4.2). */
export async function sha256Base64url(text: string): Promise<string> {
  return base64url.encode(await sha256(text));
}

/** Lower-case hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A version 4 UUID (RFC 9562 section 5.4) made of 16 random bytes. */
export function uuid(random: Uint8Array): string {
  const bytes = random.map((byte, index) => {
    if (index === 6) return (byte & 0x0f) | 0x40;
    if (index === 8) return (byte & 0x3f) | 0x80;
    return byte;
  });
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
