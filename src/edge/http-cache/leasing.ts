/**
 * Collapsed requests among several processes: one of them asks the origin, and the others look the store up
 * again when it has.
 *
 * @module
 */
import type { Fresh, Lookup, Missing, Stale } from "./assess.ts";
import type { CacheOptions, CacheRequest } from "./cache.ts";
import type { Landing } from "./flights.ts";
import type { Asking, Lead } from "./leader.ts";
import type { Led } from "./led.ts";
import type { Awaitable } from "./store.ts";

/** Who of several processes asks the origin. */
export interface Leases {
  /**
   * Asks to be the one who does. Whoever is not waits, for so long at the most, until the one has given it
   * back.
   *
   * @param name of the response, a line or two; whoever sends it anywhere sends a digest
   * @returns how to give it back; null to who has waited: there may be something in the store by now
   */
  take(name: string): Promise<(() => Promise<void>) | null>;
}

/** A request that found less than it needs. */
export type Seeking = Asking & { readonly found: Missing | Stale };

/** Leads, or finds what another process has fetched meanwhile. */
export type LeadAmongAll = (seeking: Seeking, variant: string) => Promise<Led | Fresh>;

/**
 * Leading among several processes. That one is led for another is the store's to know and not the lease's:
 * who has waited is given nothing but what the usual look-up finds for them.
 */
export function createLeasing(
  { store }: Pick<CacheOptions, "store">,
  lead: Lead,
  lookup: (request: CacheRequest) => Awaitable<Lookup>,
): LeadAmongAll {
  async function afterAnother(seeking: Seeking): Promise<Led | Fresh> {
    const { request, flight, found } = seeking;
    const again = await lookup(request);
    if (again.kind !== "fresh") return lead({ ...seeking, found: foundAgain(again, null, found) });
    // Who waits here looks it up, too.
    flight.land(null);
    flight.close();
    return again;
  }

  async function asHolder(seeking: Seeking, giveBack: () => Promise<void>): Promise<Led> {
    try {
      const led = await lead(seeking);
      const settled = led.settled.finally(async () => {
        // The others find nothing before it is written.
        await store.flush?.();
        await giveBack();
      });
      settled.catch(() => undefined);
      return { ...led, settled };
    } catch (error) {
      await giveBack();
      throw error;
    }
  }

  return async (seeking, variant) => {
    const { request, exchange, flight } = seeking;
    if (!exchange.leases) return lead(seeking);
    // Without an answer nobody knows of others, and each asks for itself.
    const lease = await exchange.leases.take(`${request.key}\n${variant}`).catch(() => noLease);
    if (lease) return asHolder(seeking, () => lease().catch(() => undefined));
    try {
      return await afterAnother(seeking);
    } catch (error) {
      flight.fail(error);
      throw error;
    }
  };
}

const noLease = async () => undefined;

/**
 * What is there for who has waited in vain. It is looked up anew, because what was found before may have
 * been purged meanwhile.
 */
export function foundAgain(
  again: Exclude<Lookup, Fresh>,
  landing: Landing | null,
  first: Missing | Stale,
): Missing | Stale {
  const lastVary = landing?.response.vary ?? first.lastVary;
  if (again.kind !== "passing" && again.kind !== "unsatisfied") return { ...again, lastVary };
  return { kind: "missing", reason: "vary-miss", incomplete: null, lastVary };
}
