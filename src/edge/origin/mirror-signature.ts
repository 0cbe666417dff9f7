/**
 * Signing requests for a bucket that is not public, as its storage documents it: AWS signature
 * version 2, which Google's storage reads too (VCL: recv, rule 24).
 *
 * @module
 */
import { formatDate } from "../fields/date.ts";
import type { Fields } from "../fields/fields.ts";

/** A key for one bucket. */
export interface SigningKey {
  readonly accessId: string;
  readonly secretKey: string;
  readonly bucket: string;
}

/** What is signed of a request. */
export interface SignedRequest {
  readonly method: string;
  /** As it is sent, without the query. */
  readonly path: string;
  /** Milliseconds since 1970; storage refuses what is a quarter of an hour from its own. */
  readonly time: number;
}

/**
 * The fields that sign a request: Date, and Authorization with an HMAC-SHA1 over method, date and
 * resource; for a GET there is neither Content-MD5 nor Content-Type.
 *
 * @example
 * await signatureFields(key, { method: "GET", path: "/www.gov.uk/index.html", time: Date.now() });
 */
export async function signatureFields(
  key: SigningKey,
  { method, path, time }: SignedRequest,
): Promise<Fields> {
  const date = formatDate(time);
  const signature = await hmacSha1(key.secretKey, `${method}\n\n\n${date}\n/${key.bucket}${path}`);
  return [
    ["Date", date],
    ["Authorization", `AWS ${key.accessId}:${signature}`],
  ];
}

/** In base64. */
async function hmacSha1(secret: string, text: string): Promise<string> {
  const bytes = (from: string) => new TextEncoder().encode(from);
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", bytes(secret), algorithm, false, ["sign"]);
  const signed = await crypto.subtle.sign("HMAC", key, bytes(text));
  return btoa(String.fromCharCode(...new Uint8Array(signed)));
}
