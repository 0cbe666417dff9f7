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
  /** Whether anybody hears of requests that are answered; when not, such an event need not be made. */
  readonly heard: boolean;
  /** Whether anybody hears of what goes wrong. */
  readonly heardOfTrouble: boolean;
}

const keptForInspector = 200;

/** An observer with the given listeners, and with a memory when there is an inspector to show it. */
export function createObserver(options: {
  readonly listeners: readonly EdgeListener[];
  /** Who hears nothing of requests that are answered. */
  readonly troubleListeners: readonly EdgeListener[];
  readonly inspector: boolean;
}): Observer {
  const recent = recentEvents(keptForInspector);
  const listeners = options.inspector ? [...options.listeners, recent.listener] : options.listeners;
  const all = [...listeners, ...options.troubleListeners];
  return {
    recent,
    heard: listeners.length > 0,
    heardOfTrouble: all.length > 0,
    tell(event) {
      for (const listener of event.type === "request" ? listeners : all) {
        try {
          listener(event);
        } catch {
          // Telling must never fail a request.
        }
      }
    },
  };
}
