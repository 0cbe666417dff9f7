/**
 * What an unsafe request makes doubtful (RFC 9111 §4.4).
 *
 * @module
 */
import { fieldValue } from "../fields/fields.ts";
import type { ResponseHead } from "./storing.ts";

const safe: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/**
 * The primary keys to forget after a response: the target's own, and those that Location and
 * Content-Location name, if they are of the same origin. None where the method is safe or the
 * response an error.
 */
export function keysToForget(method: string, key: string, response: ResponseHead): string[] {
  if (safe.has(method) || response.status < 200 || response.status >= 400) return [];
  const origin = URL.parse(key)?.origin;
  const named = ["location", "content-location"].flatMap((name) => {
    const url = URL.parse(fieldValue(response.fields, name) ?? "", key);
    return url !== null && url.origin === origin ? [`${url.origin}${url.pathname}${url.search}`] : [];
  });
  return [...new Set([key, ...named])];
}
