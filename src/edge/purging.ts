/**
 * Purging, as whoever runs an edge asks for it.
 *
 * @module
 */
import type { PurgeScope } from "./http-cache/purge.ts";
import { normalisedTarget } from "./request.ts";
import { onwardTarget } from "./www/target.ts";

/** What is to be purged: one URL with all its variants, what carries a surrogate key, or everything. */
export type PurgeTarget =
  | { readonly url: string }
  | { readonly surrogateKey: string }
  | { readonly everything: true };

/** A purge. */
export type PurgeOrder = PurgeTarget & {
  /** Keeps what is purged as stale: it may be validated, or served while that is done. */
  readonly soft?: boolean;
};

/**
 * The scope that an order names.
 *
 * @throws {Error} when the URL is none of http or https, or the key could be no surrogate key
 */
export function scopeOf(order: PurgeTarget): PurgeScope {
  if ("url" in order) return { by: "url", key: primaryKeyOf(order.url) };
  if ("surrogateKey" in order) return { by: "tag", tag: checkedKey(order.surrogateKey) };
  return { by: "all" };
}

/**
 * The scopes that an order names where the rules of www.gov.uk are in force: a URL as it goes on, by http and
 * by https, since production's key has no scheme.
 *
 * @throws {Error} as {@link scopeOf} does
 */
export function scopesOnward(order: PurgeTarget, rules: Parameters<typeof onwardTarget>[1]): PurgeScope[] {
  const scope = scopeOf(order);
  if (scope.by !== "url") return [scope];
  const { host } = new URL(scope.key);
  const target = onwardTarget(scope.key.slice(scope.key.indexOf("/", "https://".length)), rules);
  return ["https", "http"].map((scheme) => ({ by: "url", key: `${scheme}://${host}${target}` }));
}

function primaryKeyOf(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Error(
      `Cannot purge "${text}": expected a whole URL, such as https://www.gov.uk/bank-holidays.`,
    );
  }
  return url.origin + normalisedTarget(url.pathname + url.search);
}

function checkedKey(key: string): string {
  if (/^[^\s,]+$/.test(key)) return key;
  throw new Error(`Cannot purge the key "${key}": a surrogate key is not empty and has no blanks or commas.`);
}
