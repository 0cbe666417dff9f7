/**
 * The latest events, kept for the inspector.
 *
 * @module
 */
import type { EdgeEvent, EdgeListener } from "./events.ts";

/** A list of the latest events that forgets the oldest. */
export interface RecentEvents {
  readonly listener: EdgeListener;
  /** The newest first. */
  list(): readonly EdgeEvent[];
  clear(): void;
  /** Hears of each event from now on. @returns ends it */
  subscribe(hear: EdgeListener): () => void;
}

/** @param limit how many events are kept */
export function recentEvents(limit: number): RecentEvents {
  let events: EdgeEvent[] = [];
  const hearers = new Set<EdgeListener>();
  return {
    listener(event) {
      events.push(event);
      // Trimmed in blocks, so that most events cost one push.
      if (events.length > limit * 2) events = events.slice(-limit);
      for (const hear of hearers) hear(event);
    },
    list: () => events.slice(-limit).reverse(),
    clear() {
      events = [];
    },
    subscribe(hear) {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
  };
}
