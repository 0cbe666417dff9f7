/**
 * What the inspector shows, and what can be done from it: the edge's side of it.
 *
 * @module
 */
import type { People } from "../observe/people.ts";
import type { RecentEvents } from "../observe/recent.ts";
import type { StoredView, Story } from "../observe/story.ts";

/** The edge, as its inspector sees it. */
export interface Desk {
  readonly recent: RecentEvents;
  readonly people: People;
  story(requestId: string): Story | undefined;
  /** Forgets events, stories and people; what is stored stays. */
  clear(): void;
  /** What is stored; null where the store cannot tell. */
  stored():
    | readonly { readonly key: string; readonly count: number; readonly variants: readonly StoredView[] }[]
    | null;
  /**
   * Resolves with `gone` where a part of a URL is not stored any more.
   *
   * @throws {Error} when that is no URL or surrogate key
   */
  purge(what: Purged, soft: boolean): Promise<"done" | "gone">;
  /** Whether a part of a URL can be purged alone: if not, all of the URL is. */
  readonly purgesParts: boolean;
  readonly clock: DeskClock;
  readonly origin: DeskOrigin;
  /**
   * A Set-Cookie line for a browser that asks.
   *
   * @param value null removes the cookie
   */
  cookie(request: Request, value: string | null): string;
  /** Who called whom behind the edge; null where only the edge is watched. */
  calls: (() => readonly SeenCall[]) | null;
}

/** What can be purged from the page. */
export type Purged =
  | { readonly url: string }
  /** Of a URL the variants under one Vary list, by its names with commas, or the one of them that has this id. */
  | { readonly url: string; readonly vary: string; readonly variant: number | null }
  | { readonly surrogateKey: string }
  | { readonly everything: true };

/** The edge's clock. */
export interface DeskClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** How far it was moved, in seconds. */
  moved(): number;
  advance(seconds: number): void;
}

/** What is wrong with the origin, by choice. */
export type Trouble =
  | { readonly kind: "none" }
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "error"; readonly status: number }
  | { readonly kind: "away" };

export interface DeskOrigin {
  trouble(): Trouble;
  choose(trouble: Trouble): void;
}

/** A call that a service made or got. */
export interface SeenCall {
  /** When it began, as ISO 8601. */
  readonly at: string;
  readonly requestId: string;
  readonly from: string;
  readonly to: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  /** Milliseconds. */
  readonly duration: number | null;
  /** Masked. */
  readonly session: string | null;
}
