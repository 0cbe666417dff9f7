/**
 * What an edge needs to be tested before a real app: a clock that is moved, a store that can be waited
 * for, and an app that can be cut off.
 *
 * @module
 */
import type { EdgeParts } from "../edge/options.ts";
import type { OriginTransport } from "../edge/origin/transport.ts";
import { beginning } from "./play-backends.ts";
import { statusOfAnswer } from "./play-cache-status.ts";
import type { ClientGot } from "./play-scene.ts";
import { type WatchedOrigin, watchedOrigin, within } from "./watched-origin.ts";
import { watchedStore } from "./watched-store.ts";

/** The surroundings of an edge under test. */
export interface Rehearsal {
  /** For the edge. */
  readonly parts: Pick<EdgeParts, "now" | "random" | "schedule" | "store" | "transport">;
  readonly origin: WatchedOrigin;
  /** Moves the clock. */
  pass(seconds: number): void;
  /** What every draw gives from now on. */
  draw(chance: number): void;
  /** Sends a request, and waits until its answer is where it belongs. */
  settled(send: () => Promise<ClientGot>): Promise<ClientGot>;
}

/**
 * Surroundings of which nothing has happened yet. The clock stands at Thu, 01 Jan 2026 00:00:00 GMT.
 *
 * @param appNow the app's clock, by which it dates its answers; milliseconds since 1970
 */
export function rehearsal(transport: OriginTransport, origin: string, appNow: () => number): Rehearsal {
  let now = beginning;
  let chance = 0;
  const store = watchedStore();
  const watched = watchedOrigin({ transport, origin, now: () => now, appNow });
  return {
    origin: watched,
    parts: {
      transport: watched.transport,
      store,
      now: () => now,
      random: () => chance,
      // A probe would be among what the app sees.
      schedule: () => () => undefined,
    },
    pass(seconds) {
      now += seconds * 1000;
    },
    draw(value) {
      chance = value;
    },
    async settled(send) {
      const before = store.stored;
      const got = await send();
      await watched.idle();
      // The client may have the last byte before the store has it; too large a body is never stored.
      if (statusOfAnswer(got)?.stored) await within(1_000, store.reaches(before + 1));
      await store.quiet();
      return got;
    },
  };
}
