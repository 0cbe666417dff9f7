/**
 * Collapsed requests (RFC 9111 §4): while one request is on its way to the origin, others for the
 * same response wait for it and share the answer, if it turns out to be one that may be shared.
 *
 * @module
 */
import type { Settled, UnfinishedResponse } from "./leader.ts";
import type { SharedBody } from "./shared-body.ts";

/** A response that is being stored, and may be shared meanwhile. */
export interface Landing {
  readonly response: UnfinishedResponse;
  readonly body: Pick<SharedBody, "stream" | "joinable">;
  /** The secondary key of the request that led to it, under the response's own Vary list. */
  readonly key: string;
  readonly settled: Promise<Settled>;
}

/** One request under way. */
export interface Flight {
  /** The head of the response: null when it may not be shared; rejects when the origin failed. */
  readonly landing: Promise<Landing | null>;
}

/** A flight as its leader sees it. */
export interface LeadingFlight {
  /** Tells those who wait. A flight that lands with null is over; another stays until it is closed. */
  land(landing: Landing | null): void;
  fail(error: unknown): void;
  close(): void;
}

/** The requests under way, by the variant they are thought to be for. */
export interface Flights {
  get(key: string): Flight | undefined;
  start(key: string): LeadingFlight;
}

/** A register of flights. */
export function createFlights(): Flights {
  const flights = new Map<string, Flight>();
  return {
    get: (key) => flights.get(key),
    start(key) {
      const { promise, resolve, reject } = Promise.withResolvers<Landing | null>();
      // Nobody may be waiting; an error is the leader's own to report.
      promise.catch(() => undefined);
      const flight: Flight = { landing: promise };
      flights.set(key, flight);
      const close = () => {
        if (flights.get(key) === flight) flights.delete(key);
      };
      return {
        land(landing) {
          if (landing === null) close();
          resolve(landing);
        },
        fail(error) {
          close();
          reject(error);
        },
        close,
      };
    },
  };
}
