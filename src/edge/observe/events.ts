/**
 * What the edge tells of itself. Whoever logs, counts or shows something reads only these events.
 *
 * @module
 */

import type { Decision } from "./decision.ts";

/** What became of a request in the cache, in RFC 9211's words. */
export interface CacheOutcome {
  readonly hit: boolean;
  /** Why the request went forward: null for a hit. */
  readonly fwd: "uri-miss" | "vary-miss" | "stale" | "partial" | "request" | "bypass" | "method" | null;
  readonly fwdStatus?: number;
  readonly stored?: boolean;
  readonly collapsed?: boolean;
  /** Seconds of freshness left. */
  readonly ttl?: number;
  /** A word for why a response was not stored, or a request passed. */
  readonly detail?: string;
  /** It is stale, and being validated meanwhile (RFC 5861 §3). */
  readonly refreshing?: boolean;
  /** The edge answered itself: as a rule says, or because something failed. */
  readonly by?: "rule" | "error";
}

/** What every event says of its request. */
interface AboutRequest {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly requestId: string;
  /** Path and query, secrets masked. */
  readonly target: string;
}

/** One request was answered. */
export interface RequestEvent extends AboutRequest {
  readonly type: "request";
  readonly method: string;
  readonly host: string;
  readonly status: number;
  readonly cache: CacheOutcome;
  /** The same in one word. */
  readonly decision: Decision;
  /** Why, in a word; null where there is nothing to say. */
  readonly reason: string | null;
  /** Milliseconds from the request to the head of its answer. */
  readonly duration: number;
  /** Milliseconds of these in which the origin was waited for, be it asked for another; null when it was not. */
  readonly originTime: number | null;
  /** The length of the body; null when it is not known before the body has come. */
  readonly bytes: number | null;
  /** The session, masked; null for a signed-out person. */
  readonly session: string | null;
}

/** A session cookie was there, but not accepted: the person is signed out. */
export interface SessionRefusedEvent extends AboutRequest {
  readonly type: "session-refused";
  readonly reason: string;
}

/** The origin sent a session value that breaks the grammar: no cookie was set. */
export interface SessionInvalidEvent extends AboutRequest {
  readonly type: "session-invalid";
  /** Masked. */
  readonly value: string;
}

/** A page made for a session that does not vary on it. */
export interface GuardEvent extends AboutRequest {
  readonly type: "guard";
  /** Whether it was stored all the same. */
  readonly stored: boolean;
}

/** The origin gave no response, or broke one off. */
export interface OriginErrorEvent extends AboutRequest {
  readonly type: "origin-error";
  readonly code: string;
  readonly reason: string;
}

/** Somebody asked over HTTP for a purge. */
export interface PurgeEvent extends AboutRequest {
  readonly type: "purge";
  /** URLs, secrets masked, surrogate keys, or `everything`; none where the order was not even read. */
  readonly what: readonly string[];
  /** What is purged may be served stale. */
  readonly soft: boolean;
  /** Why it was refused; null when it was done. */
  readonly refused: string | null;
  /** It was done here, and others that share the store are still to be told. */
  readonly queued: boolean;
}

/** What a store that is shared with other edges says of itself. */
export interface StoreEvent {
  readonly type: "store";
  /** Milliseconds since 1970. */
  readonly time: number;
  /**
   * `degraded`: it is left alone, and memory goes on without it; `recovered`: it is used again; `failed`:
   * something went wrong once; `purge-queued`: a purge is known here, and others are still to be told.
   */
  readonly what: "degraded" | "recovered" | "failed" | "purge-queued";
  readonly detail: string;
}

/** Another edge that shares the store was asked for a purge, and this one has obeyed it too. */
export interface PurgedElsewhereEvent {
  readonly type: "purged-elsewhere";
  /** Milliseconds since 1970. */
  readonly time: number;
  /** A URL, secrets masked, a surrogate key, or `everything`. */
  readonly what: string;
  readonly soft: boolean;
  /**
   * Milliseconds since it was asked for, as far as the clocks agree; null where nobody knows what was asked
   * for, and everything in memory counts as purged.
   */
  readonly lag: number | null;
}

/** Something went wrong inside the edge. */
export interface InternalErrorEvent extends AboutRequest {
  readonly type: "internal-error";
  readonly reason: string;
}

/** Anything the edge tells. */
export type EdgeEvent =
  | RequestEvent
  | SessionRefusedEvent
  | SessionInvalidEvent
  | GuardEvent
  | OriginErrorEvent
  | PurgeEvent
  | PurgedElsewhereEvent
  | StoreEvent
  | InternalErrorEvent;

/** Somebody who listens. It must not throw, and must not wait. */
export type EdgeListener = (event: EdgeEvent) => void;
