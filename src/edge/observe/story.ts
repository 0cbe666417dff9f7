/**
 * The story of one request: from what the client sent to what it got, and what was made of it between. All
 * secrets in it are masked.
 *
 * @module
 */

/** Header fields, in the order in which they went. */
export type Lines = readonly (readonly [name: string, value: string])[];

/** Something stored, as it was at one moment. Times in seconds. */
export interface StoredView {
  /** Names it among what is stored, as its secrets may not; what is stored in its place has another. */
  readonly id: number;
  /** What a request must say to be given it; null: the field must be absent. */
  readonly selectedBy: readonly { readonly name: string; readonly value: string | null }[];
  /** A response, or a note that requests of this kind pass. */
  readonly kind: "response" | "pass";
  readonly status: number | null;
  /** Why requests pass. */
  readonly reason: string | null;
  readonly bytes: number;
  /** Two bodies that are the same have the same. */
  readonly fingerprint: number;
  readonly age: number;
  /** What is left of its freshness; 0 or less once it is stale. */
  readonly ttl: number;
  readonly lifetime: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
  /** How often it was given, since the inspector was opened to it. */
  readonly hits: number;
  /** Whether a soft purge made it stale. */
  readonly isPurged: boolean;
  readonly surrogateKeys: readonly string[];
}

/** What the cache made of a request. */
export interface CacheStory {
  readonly key: string;
  /** What was stored of the URL when the request came, as far as memory knows. */
  readonly variants: readonly StoredView[];
  /** How many there were, listed or not. */
  readonly count: number;
  /** What was found, in the words of docs/cache.md. */
  readonly found: string;
  /** The variant that was chosen, by its place in `variants`; null for none. */
  readonly chosen: number | null;
  /** The fields of what was found, as the origin sent them; null for nothing. */
  readonly stored: Lines | null;
}

/** What the origin was asked, and said. */
export interface OriginStory {
  readonly method: string;
  readonly target: string;
  readonly sent: Lines;
  /** Null while it is waited for, and when it gave no answer. */
  readonly answer: { readonly status: number; readonly received: Lines } | null;
  readonly failure: string | null;
  /** Milliseconds to the head of the answer. */
  readonly took: number;
}

/** One request. */
export interface Story {
  readonly requestId: string;
  /** When it came, in milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly received: Lines;
  /** What the cookie came to; null in a profile without the account rules. */
  readonly account: {
    readonly cookie: string;
    readonly session: string | null;
    readonly flash: string | null;
    readonly refused: string | null;
  } | null;
  readonly cache: CacheStory | null;
  /** None, one, or a second one that came after the answer. */
  readonly origin: readonly OriginStory[];
  readonly answer: { readonly status: number; readonly fields: Lines } | null;
}
