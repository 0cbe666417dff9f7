/**
 * Probes: each backend is asked now and then whether it is well, and the last few answers decide.
 *
 * @module
 */
import { hostOf } from "./backend-fields.ts";
import type { Backend } from "./backends.ts";
import type { OriginTransport } from "./transport.ts";

/** Runs a task once after so many milliseconds. @returns how to call it off */
export type Scheduler = (milliseconds: number, task: () => void) => () => void;

/** The probes of an edge's backends. */
export interface Probing {
  /** Whether too few of a backend's last probes were good. Without a probe it is never sick. */
  isSick(backend: string): boolean;
  /** The backends that are. */
  sick(): readonly string[];
  /** Probes each backend at once, and then at its interval, until `stop`. */
  start(): void;
  stop(): void;
}

/** One backend under watch. */
interface Watch {
  readonly backend: Backend;
  readonly probe: NonNullable<Backend["probe"]>;
  /** The last probes, the oldest first; as many as the window has. */
  readonly results: boolean[];
}

/**
 * Probes for the backends that have one.
 *
 * @param schedule brings the time: a rim's timers, or a test's
 * @example
 * const probing = createProbing(transport, backends, schedule);
 * probing.start();
 */
export function createProbing(
  transport: OriginTransport,
  backends: readonly Backend[],
  schedule: Scheduler,
): Probing {
  const watches = new Map(backends.flatMap((backend) => watchOf(backend)));
  /** How to call off what is to come, one for each backend; null while nothing runs. */
  let round: Map<Watch, () => void> | null = null;

  async function probe(watch: Watch, mine: Map<Watch, () => void>): Promise<void> {
    const good = await isWell(transport, watch);
    if (round !== mine) return;
    watch.results.shift();
    watch.results.push(good);
    mine.set(
      watch,
      schedule(watch.probe.interval, () => void probe(watch, mine)),
    );
  }

  function isSick(backend: string): boolean {
    const watch = watches.get(backend);
    return watch !== undefined && watch.results.filter(Boolean).length < watch.probe.threshold;
  }

  return {
    isSick,
    sick: () => [...watches.keys()].filter(isSick),
    start() {
      if (round) return;
      const mine = new Map<Watch, () => void>();
      round = mine;
      for (const watch of watches.values()) void probe(watch, mine);
    },
    stop() {
      for (const callOff of round?.values() ?? []) callOff();
      round = null;
    },
  };
}

function watchOf(backend: Backend): [name: string, watch: Watch][] {
  const { name, probe } = backend;
  if (!probe) return [];
  // The good ones that it is credited with are the last to leave the window.
  const { window, initial } = probe;
  const results = Array.from({ length: window }, (_, nth) => nth >= window - initial);
  return [[name, { backend, probe, results }]];
}

async function isWell(transport: OriginTransport, { backend, probe }: Watch): Promise<boolean> {
  const { timeout, path, expectedResponse } = probe;
  try {
    const { status, body } = await transport({
      method: "GET",
      url: new URL(backend.origin.origin + path),
      fields: [["Host", hostOf(backend, null)], ["User-Agent", "govuk-edge healthcheck"], ...backend.fields],
      body: null,
      timeouts: { connect: timeout, firstByte: timeout, betweenBytes: timeout },
    });
    void body?.cancel().catch(() => undefined);
    return status === expectedResponse;
  } catch {
    return false;
  }
}
