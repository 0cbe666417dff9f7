/**
 * Which of the choices that RFC 9111 leaves open (or that a CDN makes differently) are in force.
 *
 * @module
 */

/** A cache policy. */
export interface CachePolicy {
  /** Statuses that may be stored; null: what RFC 9111 §3 allows. */
  readonly statuses: ReadonlySet<number> | null;
  /** Lifetime in seconds of a response that says nothing of its freshness; 0: it is not stored. */
  readonly defaultTtl: number;
  /**
   * Whether our own lifetime is also given to the answer to a request with Cookie that does not vary on it;
   * the app never said that it is for all.
   */
  readonly defaultTtlDespiteCookie: boolean;
  /** Whether a lifetime is guessed from Last-Modified when neither the response nor we give one. */
  readonly heuristics: boolean;
  /** Fields that go before Cache-Control, in order (RFC 9213); names in lower case. */
  readonly targetedFields: readonly string[];
  /** How long, in seconds, a response that could not be stored makes others of its variant pass. */
  readonly passTtl: number;
  /** Whether max-age=0 keeps a response out, whatever s-maxage says. */
  readonly passOnMaxAgeZero: boolean;
  /** Whether max-age in Surrogate-Control goes before all other lifetimes. */
  readonly surrogateControl: boolean;
  /** Whether a response that is not fresh is kept when it can be validated, or served stale. */
  readonly keepStale: boolean;
  /** Whether a client's Cache-Control and Pragma count (RFC 9111 §5.2.1); CDNs do not let them. */
  readonly requestDirectives: boolean;
  /** Whether what is stored is forgotten when an unsafe method succeeds on it (RFC 9111 §4.4). */
  readonly invalidate: boolean;
  /** Seconds a response may be served in place of an error, when it does not say. */
  readonly staleIfError: number;
  /** Whether every 5xx is such an error, and not only 500, 502, 503 and 504 (RFC 5861 §4). */
  readonly staleForAnyServerError: boolean;
  /** Seconds a response may be served stale when the origin gives no answer (RFC 9111 §4.2.4). */
  readonly staleIfDisconnected: number;
  /** Whether private and no-cache with field names are about these fields alone (RFC 9111 §5.2.2). */
  readonly qualifiedForms: boolean;
  /** Whether a range is asked of the origin, and parts are stored; else the whole is asked for. */
  readonly partialContent: boolean;
  /** Whether a GET may be answered with what a POST brought (RFC 9110 §9.3.3). */
  readonly reusePosts: boolean;
  /** Ask the origin with GET for a HEAD, so that the answer fills the cache for both. */
  readonly fetchHeadAsGet: boolean;
}

/** RFC 9111 as it is. */
export const rfc9111Policy: CachePolicy = {
  statuses: null,
  defaultTtl: 0,
  defaultTtlDespiteCookie: false,
  heuristics: true,
  targetedFields: ["cdn-cache-control"],
  passTtl: 120,
  passOnMaxAgeZero: false,
  surrogateControl: false,
  keepStale: true,
  requestDirectives: true,
  invalidate: true,
  staleIfError: 0,
  staleForAnyServerError: false,
  staleIfDisconnected: 86_400,
  qualifiedForms: true,
  partialContent: true,
  reusePosts: true,
  fetchHeadAsGet: false,
};

/** www.gov.uk's choices (VCL: fetch, rules 8 to 12 and 16), without what it serves stale. */
export const accountPolicy: CachePolicy = {
  statuses: new Set([200, 203, 300, 301, 302, 307, 404, 410]),
  defaultTtl: 300,
  defaultTtlDespiteCookie: false,
  heuristics: false,
  targetedFields: [],
  passTtl: 120,
  passOnMaxAgeZero: true,
  surrogateControl: true,
  keepStale: false,
  requestDirectives: false,
  invalidate: false,
  staleIfError: 0,
  staleForAnyServerError: false,
  staleIfDisconnected: 0,
  qualifiedForms: false,
  partialContent: false,
  reusePosts: false,
  fetchHeadAsGet: true,
};

/** The same, and for 24 hours what is stale in place of an error (VCL: recv, rule 14; fetch, rule 4). */
export const wwwPolicy: CachePolicy = {
  ...accountPolicy,
  // All but a few paths have lost their Cookie, and in production no page is asked whether it had one.
  defaultTtlDespiteCookie: true,
  staleIfError: 86_400,
  staleForAnyServerError: true,
  staleIfDisconnected: 86_400,
};
