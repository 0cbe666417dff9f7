/**
 * How much one client may have fetched: token buckets, and a penalty for who empties one.
 *
 * @module
 */
import { LRUCache } from "lru-cache";
import * as z from "zod";
import { addressesSchema, addressSet, networkOf } from "./addresses.ts";
import type { OwnAnswer } from "./own-answer.ts";

const limitSchema = z.strictObject({
  /** The path, exactly, that is limited; left out, all paths together are. */
  path: z.string().startsWith("/").optional(),
  /** Requests a second, on average over the window. */
  perSecond: z.number().positive(),
  /** Seconds: a bucket holds as many requests as there may be in a window, and may be emptied at once. */
  windowSeconds: z.number().positive().default(10),
  /** Seconds for which a client gets nothing once its bucket is empty. */
  penaltySeconds: z.number().positive().default(60),
});

/** What production limits in vcl_miss. */
export const rateLimitSchema = z.strictObject({
  /** Each is asked in turn; the first that is exceeded answers. */
  limits: z.array(limitSchema).prefault([{ path: "/bank-holidays.json", perSecond: 10 }, { perSecond: 100 }]),
  /** Addresses and ranges without a limit. */
  allowed: addressesSchema,
  /** How many buckets are kept; the least recently used is forgotten first, and with it its penalty. */
  mostBuckets: z.int().min(1).max(10_000_000).default(65_536),
});

type Limit = z.output<typeof limitSchema>;

interface Bucket {
  tokens: number;
  filledAt: number;
  blockedUntil: number;
}

/** Limits with what has been taken of them. */
export interface RateLimit {
  /**
   * Takes one request out of a client's buckets. It is to be asked for what is about to be fetched from
   * the origin for a cacheable request, and not for a hit, nor for what goes by the cache.
   *
   * @param path without the query
   * @param now milliseconds since 1970
   * @returns 0 when the request may go on; else the whole seconds until the client may come again
   */
  take(address: string, path: string, now: number): number;
}

/** Makes the buckets, which are full. */
export function rateLimit(settings: z.output<typeof rateLimitSchema>): RateLimit {
  const isAllowed = addressSet(settings.allowed);
  const limits = [...settings.limits.entries()];
  const buckets = new LRUCache<string, Bucket>({ max: settings.mostBuckets });

  function bucketOf(index: number, limit: Limit, network: string, now: number): Bucket {
    const key = `${index} ${network}`;
    const known = buckets.get(key);
    if (known !== undefined) return known;
    const full = { tokens: sizeOf(limit), filledAt: now, blockedUntil: 0 };
    buckets.set(key, full);
    return full;
  }

  function take(address: string, path: string, now: number): number {
    if (isAllowed(address)) return 0;
    const network = networkOf(address);
    for (const [index, limit] of limits) {
      if (limit.path !== undefined && limit.path !== path) continue;
      const wait = drawn(limit, bucketOf(index, limit, network, now), now);
      if (wait > 0) return wait;
    }
    return 0;
  }

  return { take };
}

function sizeOf({ perSecond, windowSeconds }: Limit): number {
  return Math.max(1, perSecond * windowSeconds);
}

/** A request during the penalty does not make it longer. */
function drawn(limit: Limit, bucket: Bucket, now: number): number {
  const blocked = (bucket.blockedUntil - now) / 1000;
  // More than the whole penalty is left only if the clock went back.
  if (blocked > 0 && blocked <= limit.penaltySeconds) return Math.ceil(blocked);
  const since = Math.max(0, now - bucket.filledAt) / 1000;
  bucket.tokens = Math.min(sizeOf(limit), bucket.tokens + since * limit.perSecond);
  bucket.filledAt = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return 0;
  }
  bucket.blockedUntil = now + limit.penaltySeconds * 1000;
  return Math.ceil(limit.penaltySeconds);
}

/**
 * The answer to a client over its limit: at once, where production starts afresh three times (D9).
 *
 * @param seconds as {@link RateLimit.take} gave them
 */
export function tooManyRequests(seconds: number): OwnAnswer {
  const fields = [
    ["Retry-After", String(seconds)],
    ["Fastly-Backend-Name", "error"],
  ] as const;
  return { status: 429, fields, page: "tooManyRequests" };
}
