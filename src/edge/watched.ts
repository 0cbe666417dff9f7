/**
 * What an edge knows of itself: what it counts, how it is, and how long things take.
 *
 * @module
 */
import { createMonitoring, isMonitored, type Monitoring } from "./monitoring.ts";
import { hitsForOneTime } from "./observe/metrics.ts";
import { createObserver, type Observer } from "./observe/observer.ts";
import { createReadiness, type Readiness } from "./observe/readiness.ts";
import type { ResolvedOptions } from "./options.ts";
import { type OriginWatch, unwatched, type Watching, watchedBy } from "./origin/watch.ts";
import { createReporter, type Reporter } from "./report.ts";

/** What watches one edge. */
export interface Watched {
  readonly observer: Observer;
  readonly report: Reporter;
  readonly readiness: Readiness;
  /** How the ways to backends are watched. */
  readonly watching: Watching;
  /** Null where nobody may look. */
  readonly monitoring: Monitoring | null;
  /** The time at which a request begins; null where nobody wants to know how long it takes. */
  started(): number | null;
  /** The same of what may be a plain hit, of which a few are timed where it is only for the counts. */
  hitStarted(): number | null;
  /** How many plain hits the time of one stands for. */
  readonly hitStands: number;
}

/** @param sick the backends that probes say are sick */
export function createWatched(settings: ResolvedOptions, sick: () => readonly string[]): Watched {
  const { metrics, monotonic, now, troubles, store } = settings;
  const observer = createObserver(settings);
  const sickBackends = () => sick().map((name) => `backend ${name}: its probes say that it is sick`);
  const storeTroubles = () => (store.health?.state === "degraded" ? [store.health.why] : []);
  const readiness = createReadiness(monotonic, [sickBackends, storeTroubles, troubles]);
  const isWatched = metrics !== null || isMonitored(settings.monitoring);
  const watch: OriginWatch = {
    answered(backend, milliseconds) {
      readiness.answered(backend);
      metrics?.originAnswered(backend, milliseconds / 1000);
    },
    failed: readiness.failed,
  };
  const timesAll = observer.heard || settings.serverTiming;
  const clock = timesAll || metrics ? monotonic : () => 0;
  return {
    observer,
    readiness,
    report: createReporter({ observer, metrics, now, clock }),
    watching: isWatched ? watchedBy(watch, monotonic) : unwatched,
    monitoring: isMonitored(settings.monitoring) ? createMonitoring(settings, { metrics, readiness }) : null,
    started: () => (timesAll || metrics ? monotonic() : null),
    hitStarted: () => (timesAll || metrics?.timesThisHit() ? monotonic() : null),
    hitStands: timesAll ? 1 : hitsForOneTime,
  };
}
