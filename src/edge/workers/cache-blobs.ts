/**
 * Bytes in the Cache API of Workers, which is used as a place for bytes and nothing else: it ignores Vary,
 * freezes Age and takes what is stale for fresh, so it is told nothing of what it keeps.
 *
 * @module
 */
import type { Blobs } from "../stores/blobs.ts";

/** What is used of a cache of the platform. It does not tell when it did not store. */
export interface PlatformCache {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
  delete(url: string): Promise<unknown>;
}

/**
 * No zone can have this host (RFC 6761 §6.4), so no visitor's request is ever answered with the bytes, as it
 * might be under a host that leads to the platform's own cache.
 */
const host = "https://stored.govuk-edge.invalid";

/**
 * Bytes in the Cache API. Each data centre has its own, and forgets what it likes.
 *
 * @param open opens the cache; it is asked each time, since nothing of one request is used in another
 * @example
 * const blobs = cacheBlobs(() => caches.open("govuk-edge"));
 */
export function cacheBlobs(open: () => Promise<PlatformCache>): Blobs {
  const urlOf = (key: string) => `${host}/${key}`;
  return {
    async get(key) {
      const kept = await (await open()).match(urlOf(key));
      return kept === undefined ? null : new Uint8Array(await kept.arrayBuffer());
    },
    async set(key, bytes, secondsToKeep) {
      const headers = {
        // A type that nobody compresses or rewrites on the way.
        "Content-Type": "application/octet-stream",
        "Cache-Control": `public, max-age=${secondsToKeep}`,
      };
      await (await open()).put(urlOf(key), new Response(bytes, { headers }));
    },
    async delete(key) {
      await (await open()).delete(urlOf(key));
    },
  };
}
