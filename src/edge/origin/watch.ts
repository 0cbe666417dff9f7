/**
 * Watching how backends answer, without standing in their way.
 *
 * @module
 */
import { OriginError, type OriginTransport } from "./transport.ts";

/** Who is told how backends answer. Neither throws. */
export interface OriginWatch {
  /** @param milliseconds from asking to the head of the answer, connecting included */
  answered(backend: string, milliseconds: number): void;
  failed(backend: string, code: string): void;
}

/** A transport to one backend that is watched. */
export type Watching = (transport: OriginTransport, backend: string) => OriginTransport;

/** Watches nothing. */
export const unwatched: Watching = (transport) => transport;

/**
 * Watches transports.
 *
 * @param clock milliseconds that only go forward
 */
export function watchedBy(watch: OriginWatch, clock: () => number): Watching {
  return (transport, backend) => async (request) => {
    const asked = clock();
    try {
      const response = await transport(request);
      watch.answered(backend, clock() - asked);
      return response;
    } catch (error) {
      if (error instanceof OriginError) watch.failed(backend, error.code);
      throw error;
    }
  };
}
