/**
 * Tells the listeners. A listener that throws is not asked again for that event, and harms nobody.
 *
 * @module
 */
import type { EdgeEvent, EdgeListener } from "./events.ts";
import { type RecentEvents, recentEvents } from "./recent.ts";

/** Where the edge tells what happens. */
export interface Observer {
  tell(event: EdgeEvent): void;
  readonly recent: RecentEvents;
  /** Whether anybody listens; when not, an event need not be made. */
  readonly heard: boolean;
}

const keptForInspector = 200;

/** An observer with the given listeners, and with a memory when there is an inspector to show it. */
export function createObserver(options: {
  readonly listeners: readonly EdgeListener[];
  readonly inspector: boolean;
}): Observer {
  const recent = recentEvents(keptForInspector);
  const listeners = options.inspector ? [...options.listeners, recent.listener] : options.listeners;
  return {
    recent,
    heard: listeners.length > 0,
    tell(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch {
          // Telling must never fail a request.
        }
      }
    },
  };
}
