/**
 * Forgetting what is stored, and what is under way to the store: by a purge here or elsewhere, or because
 * an unsafe method made it doubtful.
 *
 * @module
 */
import type { CacheOptions, CacheRequest } from "./cache.ts";
import type { Flights, LeadingFlight } from "./flights.ts";
import { keysToForget } from "./invalidation.ts";
import type { PurgeOutcome, PurgeScope } from "./purge.ts";
import type { SomeVariants } from "./store.ts";
import type { ResponseHead } from "./storing.ts";

/** The ways to forget. */
export interface Forgetting {
  /**
   * Forgets what an unsafe method made doubtful.
   *
   * @param except the flight of that very request
   */
  invalidate(request: CacheRequest, response: ResponseHead, except: LeadingFlight): Promise<void>;
  /** Resolves when it is written down, and what was being written meanwhile is purged too. */
  purge(scope: PurgeScope, soft: boolean): Promise<PurgeOutcome>;
  /** The same of a part of a URL; of all of it where the store can do no less. */
  purgeVariants(key: string, variants: SomeVariants, soft: boolean): Promise<PurgeOutcome>;
  /** Hears no more of what others purge. */
  close(): void;
}

/** @param tick milliseconds since 1970, never the same twice */
export function createForgetting(options: CacheOptions, flights: Flights, tick: () => number): Forgetting {
  const { store, policy, watching } = options;
  const detach = store.attach?.({
    tick,
    purgedElsewhere(scope, soft, lag) {
      void forgetFlights(scope);
      watching?.purgedElsewhere(scope, soft, lag);
    },
    tell: (news) => watching?.tell(news),
  });

  /** Nobody joins what is under way there any more. Resolves when what was being written is. */
  async function forgetFlights(scope: PurgeScope): Promise<void> {
    if (scope.by === "url") await flights.forget(scope.key);
    else flights.forgetAll();
  }

  async function purge(scope: PurgeScope, soft: boolean): Promise<PurgeOutcome> {
    const forgotten = forgetFlights(scope);
    const outcome = await store.purge({ scope, soft, time: tick() });
    await forgotten;
    return outcome;
  }

  return {
    async invalidate({ method, key: changed }, response, except) {
      if (!policy.invalidate) return;
      const writing = keysToForget(method, changed, response).map(async (key) => {
        const forgotten = flights.forget(key, except);
        await store.purge({ scope: { by: "url", key }, soft: false, time: tick() });
        await forgotten;
      });
      await Promise.all(writing);
    },
    purge,
    async purgeVariants(key, variants, soft) {
      if (!store.purgeVariants) return purge({ by: "url", key }, soft);
      // Which variant a flight brings, nobody knows before it lands.
      const forgotten = flights.forget(key);
      store.purgeVariants(key, variants, { soft, time: tick() });
      await forgotten;
      return "done";
    },
    close: () => detach?.(),
  };
}
