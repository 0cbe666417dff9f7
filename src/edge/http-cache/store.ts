/**
 * What the cache keeps, and the interface of the place where it is kept.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import type { Parts } from "./parts.ts";
import type { PurgeMark, PurgeOutcome, PurgeScope } from "./purge.ts";
import type { SelectingRequest, VaryList } from "./vary.ts";

/** How a stored response may be used once it is no longer fresh, or before that. Times in seconds. */
export interface ReuseRules {
  /** no-cache: each use needs a validation that succeeded (RFC 9111 §5.2.2.4). */
  readonly validateAlways: boolean;
  /** How long after its freshness it may be served while it is validated (RFC 5861 §3). */
  readonly staleWhileRevalidate: number;
  /** How long after its freshness it may be served in place of an error (RFC 5861 §4). */
  readonly staleIfError: number;
  /** How long after its freshness it may be served when the origin gives no answer (RFC 9111 §4.2.4). */
  readonly staleIfDisconnected: number;
  /** Whether a request's max-stale may have it stale: must-revalidate and its like forbid it (§4.2.4). */
  readonly mayBeStale: boolean;
}

/** The bytes that are there of a response whose others are not (RFC 9111 §3.3). */
export interface IncompleteBody {
  /** Bytes of the whole. */
  readonly length: number;
  readonly parts: Parts;
}

/**
 * What a rim made of a stored response. It is of these fields and this body, and of no others, as a copy of the
 * response may have.
 */
export interface Prepared {
  readonly fields: Fields;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Bytes of the body: to read them here spares going there. */
  readonly length: number;
  /** Null until there is one. */
  text: string | null;
  /** Whether the body is in the text. */
  isWhole: boolean;
}

/** A stored response, with its client's fields computed when it was stored. */
export interface StoredResponse {
  readonly kind: "response";
  readonly status: number;
  /** The fields a client gets, but for those that each answer computes (Age, Cache-Status, X-Cache). */
  readonly fields: Fields;
  /** The fields as the origin sent them, which a validation needs. */
  readonly origin: Fields;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Room for what a rim makes of the fields and the body, so as not to make it at each use; null before the first. */
  prepared: Prepared | null;
  /** In place of the body when only parts of it are stored; the fields are those of the whole. */
  readonly incomplete: IncompleteBody | null;
  readonly reuse: ReuseRules;
  readonly vary: VaryList;
  /** It was given in place of the origin's, which goes before it where that is fresh. */
  readonly isSubstitute: boolean;
  /** The keys by which it can be purged. */
  readonly tags: readonly string[];
  /** What its Date says, or when it came. Milliseconds since 1970. */
  readonly date: number;
  /** When the origin was asked for its body: a purge after that concerns it. Milliseconds since 1970. */
  readonly bodyAskedAt: number;
  /** When the origin was asked for it last, be it to validate it: a soft purge after that concerns it. */
  readonly askedAt: number;
  /** Milliseconds since 1970, by the cache's clock. */
  readonly storedAt: number;
  /** Seconds. */
  readonly initialAge: number;
  /** Seconds, counted from age 0. */
  readonly lifetime: number;
}

/** A stored response of which bytes are missing. */
export type StoredIncomplete = StoredResponse & { readonly incomplete: IncompleteBody };

/** A variant known not to be storable: requests for it pass (hit-for-pass). */
export interface StoredPass {
  readonly kind: "pass";
  readonly vary: VaryList;
  readonly reason: string;
  readonly tags: readonly string[];
  readonly date: number;
  readonly bodyAskedAt: number;
  readonly askedAt: number;
  readonly storedAt: number;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** What stands under a variant. */
export type StoredRecord = StoredResponse | StoredPass;

/** A value now, or a promise of it. A memory store never makes a promise, so a hit costs none. */
export type Awaitable<T> = T | Promise<T>;

/** A record that was found. */
export interface Found {
  readonly record: StoredRecord;
  /** Since when a soft purge has made it stale, in milliseconds since 1970; null: it has not. */
  readonly staleSince: number | null;
}

/** What a store found. */
export interface Match {
  /** The records that the request selects, one at the most for each Vary list, by {@link mostRecentFirst}. */
  readonly found: readonly Found[];
  /** The Vary list seen last under the primary key; null when the key is unknown. */
  readonly lastVary: VaryList | null;
}

/** What a store says of itself: what is wrong, in a word or two without anything that was stored. */
export interface StoreNews {
  readonly what: "degraded" | "recovered" | "failed" | "purge-queued";
  readonly detail: string;
}

/** The cache, as a store that is shared with other processes sees it. */
export interface StoreHost {
  /** The clock by which records say when they were asked for. Milliseconds since 1970. */
  readonly tick: () => number;
  /**
   * Another process has purged: what is under way to the store may be what it was about. The store has
   * forgotten what it held itself.
   *
   * @param lag milliseconds since it was asked for, as far as the clocks agree; null where nobody knows
   *   what was asked for, and all may have been purged
   */
  purgedElsewhere(scope: PurgeScope, soft: boolean, lag: number | null): void;
  tell(news: StoreNews): void;
}

/** Whether a store does all that it is there for; if not, why. */
export type StoreHealth = { readonly state: "ready" } | { readonly state: "degraded"; readonly why: string };

/** A record in a store, as whoever wants to look around there is told of it. */
export interface Listed extends Found {
  /** What a request must say to be given it, as {@link secondaryKey} writes it. */
  readonly values: string;
}

/** A URL, and what is stored of it. */
export interface ListedUrl {
  readonly primaryKey: string;
  readonly records: readonly Listed[];
  /** How many records there are, listed or not. */
  readonly count: number;
}

/** A part of what is stored of a URL: the variants under one Vary list, or one of them. */
export interface SomeVariants {
  readonly vary: VaryList;
  /** What selects the one, as {@link secondaryKey} writes it; null for all under the list. */
  readonly values: string | null;
}

/** How much a store holds. */
export interface StoreReadings {
  readonly responses: number;
  /** As counted against the bound. */
  readonly bytes: number;
  readonly maxBytes: number;
  /** Variants of the URL that has most. */
  readonly mostVariants: number;
  /** How many have gone to make room. */
  readonly evictions: number;
}

/**
 * A place for records. Finding a variant must cost the same for one as for a hundred thousand.
 * A store may forget anything at any time; what it gives back is what was put, whole.
 */
export interface CacheStore {
  /**
   * What can be found without waiting, so that a rim may ask before it makes a request; null where it has
   * to wait. It begins nothing that `match` would begin again.
   */
  matchNow?(primaryKey: string, request: SelectingRequest): Match | null;
  /** What a request selects. A store that fails throws or rejects; the cache then answers with an error. */
  match(primaryKey: string, request: SelectingRequest): Awaitable<Match>;
  /**
   * Keeps a record, unless what is in its place was asked for later, or is complete where the record is
   * not. The order of `put` and `purge` is that in which they are called, or the mark's time tells it.
   *
   * @param instead what the record was made from: it is kept only if that is still there, so that
   *   nothing that was purged meanwhile comes back under new fields
   * @returns whether it is kept
   */
  put(
    primaryKey: string,
    request: SelectingRequest,
    record: StoredRecord,
    instead?: StoredResponse,
  ): Awaitable<boolean>;
  /**
   * Writes a purge down. What was asked for before its time is not found again, or found stale, and
   * that costs the same however much is stored.
   */
  purge(mark: PurgeMark): Awaitable<PurgeOutcome>;
  /**
   * The same for a purge of which others are told by whoever was asked for it. Left out by a store that tells
   * nobody anyway.
   */
  obey?(mark: PurgeMark): void;
  /**
   * Purges a part of a URL. Left out by a store whose purges other processes are told of: they are told of
   * whole URLs.
   */
  purgeVariants?(primaryKey: string, variants: SomeVariants, mark: Pick<PurgeMark, "soft" | "time">): void;
  /** Begins to tell a cache what other processes do. @returns ends it */
  attach?(host: StoreHost): () => void;
  /** Resolves when what is being written in the background is written, or given up. It never rejects. */
  flush?(): Promise<void>;
  /** Without it, a store is always ready. */
  readonly health?: StoreHealth;
  /** How much it holds; it may look at each URL. Left out by a store that cannot tell. */
  readings?(): StoreReadings;
  /** What it holds, of one URL or of the first few hundred, as far as it can tell. */
  list?(primaryKey?: string): readonly ListedUrl[];
}

/** What a store finds where nothing was put. */
export const nothingFound: Match = { found: [], lastVary: null };

/** RFC 9111 §4: of several the most recent by Date; of two of one second, the one that was asked for last. */
export function mostRecentFirst({ record: a }: Found, { record: b }: Found): number {
  return b.date - a.date || b.askedAt - a.askedAt;
}

/**
 * Whether a record may take the place of another. What was asked for first may arrive last, and is the
 * older all the same; but a whole goes before a part.
 */
export function mayReplace(before: StoredRecord, record: StoredRecord): boolean {
  const [had, has] = [wholeness(before), wholeness(record)];
  if (had !== null && has !== null && had !== has) return has;
  return before.askedAt <= record.askedAt;
}

/** Whether all of a response is there; null for what is none. */
function wholeness(record: StoredRecord): boolean | null {
  return record.kind === "response" ? record.incomplete === null : null;
}
