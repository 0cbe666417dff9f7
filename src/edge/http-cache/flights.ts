/**
 * Collapsed requests (RFC 9111 §4): while one request is on its way to the origin, others for the
 * same response wait for it and share the answer, if it turns out to be one that may be shared.
 *
 * @module
 */
import type { Settled } from "./recorder.ts";
import type { SharedBody } from "./shared-body.ts";
import type { UnfinishedResponse } from "./stored-response.ts";

/** A response that is being stored, and may be shared meanwhile. */
export interface Landing {
  readonly response: UnfinishedResponse;
  readonly body: Pick<SharedBody, "stream" | "joinable">;
  /** The secondary key of the request that led to it, under the response's own Vary list. */
  readonly key: string;
  readonly settled: Promise<Settled>;
}

/** One request under way, that others may wait for. */
export interface Flight {
  /** The head of the response: null when it may not be shared; rejects when the origin failed. */
  readonly landing: Promise<Landing | null>;
}

/** A flight as its leader sees it. */
export interface LeadingFlight {
  /** Whether its URL was forgotten since it started: then its response is not to be stored. */
  readonly forgotten: boolean;
  /** Tells those who wait; with null, nobody joins it any more. It goes on until it is closed. */
  land(landing: Landing | null): void;
  fail(error: unknown): void;
  /** A write that whoever forgets the URL has to wait for. */
  writing(write: Promise<unknown>): void;
  close(): void;
}

/** The requests under way, by URL and by the variant they are thought to be for. */
export interface Flights {
  get(key: string, variant: string): Flight | undefined;
  /** @param variant null when nobody is to wait for it */
  start(key: string, variant: string | null): LeadingFlight;
  /**
   * From now on nobody joins the flights of a URL, and what they bring is not stored. Resolves when
   * those that were being written have ended.
   *
   * @param except the one whose answer made the others doubtful
   */
  forget(key: string, except?: LeadingFlight): Promise<void>;
  /** From now on nobody joins the flights of today: what they bring was purged before it came. */
  forgetAll(): void;
}

interface Underway {
  readonly joinable: Map<string, Flight>;
  readonly leaders: Set<Leader>;
}

type Leader = LeadingFlight & { forgotten: boolean; written: Promise<unknown> };

/** A register of flights. */
export function createFlights(): Flights {
  const underway = new Map<string, Underway>();

  function start(key: string, variant: string | null): LeadingFlight {
    const { promise, resolve, reject } = Promise.withResolvers<Landing | null>();
    // Nobody may be waiting; an error is the leader's own to report.
    promise.catch(() => undefined);
    const flight: Flight = { landing: promise };
    const here = underway.get(key) ?? { joinable: new Map(), leaders: new Set() };
    const unjoin = () => {
      if (variant !== null && here.joinable.get(variant) === flight) here.joinable.delete(variant);
    };
    const close = () => {
      here.leaders.delete(leader);
      unjoin();
      if (here.leaders.size === 0 && underway.get(key) === here) underway.delete(key);
    };
    const leader: Leader = {
      forgotten: false,
      written: Promise.resolve(),
      writing(write) {
        leader.written = write.catch(() => undefined);
      },
      land(landing) {
        if (landing === null) unjoin();
        resolve(landing);
      },
      fail(error) {
        close();
        reject(error);
      },
      close,
    };
    underway.set(key, here);
    here.leaders.add(leader);
    if (variant !== null) here.joinable.set(variant, flight);
    return leader;
  }

  return {
    get: (key, variant) => underway.get(key)?.joinable.get(variant),
    start,
    async forget(key, except) {
      const here = underway.get(key);
      here?.joinable.clear();
      const doubtful = [...(here?.leaders ?? [])].filter((leader) => leader !== except);
      for (const leader of doubtful) leader.forgotten = true;
      await Promise.all(doubtful.map(({ written }) => written));
    },
    forgetAll() {
      for (const { joinable } of underway.values()) joinable.clear();
    },
  };
}
