/**
 * A `fetch` in the form openid-client takes one.
 *
 * @module
 */
import type { CustomFetch } from "openid-client";

/** openid-client leaves options undefined that a RequestInit has as null, and types bytes more loosely. */
export function asCustomFetch(fetcher: typeof fetch): CustomFetch {
  return (url, { body, signal, ...init }) => {
    const sent = body instanceof Uint8Array ? new Uint8Array(body) : (body ?? null);
    return fetcher(url, { ...init, body: sent, signal: signal ?? null });
  };
}
