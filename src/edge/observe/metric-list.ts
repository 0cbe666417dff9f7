/**
 * The metrics of an edge: their names, and what they say. docs/operations.md has them all.
 *
 * @module
 */
import type { Metric } from "./exposition.ts";
import type { Counts, Histogram, Histograms, Series } from "./instruments.ts";
import type { Instruments } from "./metrics.ts";

/** What is read at the moment of asking; a thing that this edge or its runtime does not know is left out. */
export interface Readings {
  readonly version: string;
  readonly profile: string;
  /** Seconds. */
  readonly uptime: number;
  readonly isDegraded: boolean;
  readonly store: StoreReadings | null;
  /** Connections to clients. */
  readonly connections?: number;
  /** Requests that are being answered, plain hits aside. */
  readonly requests?: number;
}

/** What a store says of itself. */
export interface StoreReadings {
  readonly responses: number;
  readonly bytes: number;
  readonly maxBytes: number;
  /** Of the URL that has most. */
  readonly mostVariants: number;
  /** What has gone to make room. */
  readonly evictions: number;
}

/** All metrics, with what they come to. */
export function metricList(of: Instruments, now: Readings & { readonly bytes: number }): Metric[] {
  const { store, connections, requests } = now;
  return [
    gauge("build_info", "Always 1; the labels say what runs.", 1, {
      version: now.version,
      profile: now.profile,
    }),
    gauge("uptime_seconds", "Seconds since the edge was started.", now.uptime),
    gauge("degraded", "1 while /__edge/health names something that is not well.", now.isDegraded ? 1 : 0),
    counter("requests_total", "Requests answered, by what became of them in the cache.", of.requests, true),
    counter("stale_total", "Answers from what is stored, though stale, by why it was given.", of.stale),
    counter("passes_total", "Requests that went by the cache, by why.", of.passes),
    counter("not_stored_total", "Misses whose response was not stored, by why.", of.notStored),
    counted("response_bytes_total", "Bytes of bodies given to clients.", now.bytes),
    histogramsBy("own_seconds", "Seconds to the head of an answer, the origin's aside.", "decision", of.own),
    histogramsBy("origin_first_byte_seconds", "Seconds to a backend's head.", "backend", of.origin),
    counter("origin_errors_total", "Failures of backends, by code.", of.originErrors),
    ...(store === null ? [] : storeMetrics(store)),
    counter("purges_total", "Purges that this edge was asked for.", of.purges),
    histogramAlone(
      "purge_lag_seconds",
      "Seconds from a purge's being asked for to this edge's obeying it.",
      of.lag,
    ),
    counter("sessions_refused_total", "Session cookies that were not accepted, by why.", of.refused),
    counter("sessions_invalid_total", "Session values of the app's that break the grammar.", of.invalid),
    counter("guard_total", "Pages made for a session that do not vary on it.", of.guarded),
    counter("internal_errors_total", "Faults of the edge itself.", of.internal),
    ...(connections === undefined ? [] : [gauge("open_connections", "Connections to clients.", connections)]),
    ...(requests === undefined
      ? []
      : [gauge("requests_under_way", "Requests being answered, plain hits aside.", requests)]),
  ];
}

function storeMetrics({ responses, bytes, maxBytes, mostVariants, evictions }: StoreReadings): Metric[] {
  return [
    gauge("stored_responses", "Responses in memory.", responses),
    gauge("stored_bytes", "Bytes in memory, as counted against the bound.", bytes),
    gauge("stored_bytes_bound", "Bytes that may be in memory.", maxBytes),
    gauge("largest_url_variants", "Variants of the URL that has most.", mostVariants),
    counted("evictions_total", "Stored responses that have gone to make room.", evictions),
  ];
}

const prefix = "govuk_edge_";

function gauge(
  name: string,
  help: string,
  value: number,
  labels: Readonly<Record<string, string>> = {},
): Metric {
  return { name: prefix + name, help, type: "gauge", series: [{ labels: Object.entries(labels), value }] };
}

function counted(name: string, help: string, value: number): Metric {
  return { name: prefix + name, help, type: "counter", series: [{ labels: [], value }] };
}

/** @param isLarge leaves out what was never counted; else a rate would miss the first one */
function counter(name: string, help: string, { series }: Counts, isLarge = false): Metric {
  const isShown = ({ value }: Series) => !isLarge || value > 0;
  return { name: prefix + name, help, type: "counter", series: series().filter(isShown) };
}

function histogramsBy(name: string, help: string, label: string, { all }: Histograms): Metric {
  const labelled = all.map(([word, histogram]) => ({ labels: [[label, word]] as const, histogram }));
  return { name: prefix + name, help, type: "histogram", histograms: labelled };
}

function histogramAlone(name: string, help: string, histogram: Histogram): Metric {
  return { name: prefix + name, help, type: "histogram", histograms: [{ labels: [], histogram }] };
}
