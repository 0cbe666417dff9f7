/**
 * From samples to figures: medians, spread, and ratios of what was measured in the same round.
 *
 * @module
 */
import { edgeName, limits, varnishName } from "./peers.ts";
import type { Measured, Sample } from "./rounds.ts";

/** The middle of several values, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

/** The figures of one server with one workload. */
export interface Summary {
  readonly workload: string;
  readonly title: string;
  readonly peer: string;
  readonly perSecond: Spread;
  /** Microseconds of processor time for one request. */
  readonly cpu: Spread | null;
  /** Requests a second as a ratio of the limit's in the same round; null for the limit itself. */
  readonly toLimit: Spread | null;
  /** How much less processor time than the limit's; 1 is the same. */
  readonly toLimitByCpu: Spread | null;
  /** The edge's requests a second as a ratio of this server's; null for the edge and where it has no part. */
  readonly edgeToThis: Spread | null;
  /** Requests a second as a ratio of this server's own with one variant or URL; null where there is no such. */
  readonly toOne: Spread | null;
  /** How much less processor time than that takes; 1 is the same. */
  readonly toOneByCpu: Spread | null;
  /** The edge's pages passed through a second as a ratio of this server's misses; null where there are none. */
  readonly passToMiss: Spread | null;
  /** Microseconds. */
  readonly p50: Spread;
  readonly p99: Spread;
  /** The p99 as a ratio of Varnish's, lower is better; null for Varnish and where it has no part. */
  readonly p99ToVarnish: Spread | null;
  readonly asked: number;
  readonly missed: number;
}

/**
 * The middle of some values.
 *
 * @throws {RangeError} when there are none
 */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  const [below, above] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (lowest === undefined || highest === undefined || below === undefined || above === undefined) {
    throw new RangeError("There is no middle of no values.");
  }
  return { median: (below + above) / 2, lowest, highest };
}

/** The same where a value may be unknown; null when one is. */
function spreadOfKnown(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? spreadOf(known) : null;
}

/**
 * A value of those, of which some have to be below: the 0.99th of all is p99.
 *
 * @param sorted from the lowest on
 * @returns 0 when there are none
 */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** The figures of everything measured. */
export function summarise(measured: readonly Measured[]): Summary[] {
  return measured.map((one) => {
    const { workload, peer, samples, asked, missed } = one;
    const other = (names: readonly string[]) =>
      measured.find((m) => m !== one && m.workload === workload && names.includes(m.peer));
    const single = measured.find(
      (m) => m !== one && m.peer === peer && m.workload.id === singleOf(workload.id),
    );
    const passed = measured.find((m) => m.peer === edgeName && m.workload.id === "pass-20k");
    const bare = limits.includes(peer) ? undefined : other(limits);
    return {
      workload: workload.id,
      title: workload.title,
      peer,
      perSecond: spreadOf(samples.map(({ perSecond }) => perSecond)),
      cpu: spreadOfKnown(samples.map(({ cpu }) => cpu)),
      toLimit: ratio(one, bare, ({ perSecond }) => perSecond),
      toLimitByCpu: ratio(bare, one, ({ cpu }) => cpu),
      edgeToThis: ratio(other([edgeName]), one, ({ perSecond }) => perSecond),
      toOne: ratio(one, single, ({ perSecond }) => perSecond),
      toOneByCpu: ratio(single, one, ({ cpu }) => cpu),
      passToMiss: workload.id === "pass-miss-20k" ? ratio(passed, one, ({ perSecond }) => perSecond) : null,
      p50: spreadOf(samples.map(({ p50 }) => p50)),
      p99: spreadOf(samples.map(({ p99 }) => p99)),
      p99ToVarnish: ratio(one, other([varnishName]), ({ p99 }) => p99),
      asked,
      missed,
    };
  });
}

/** The workload with one variant or URL where there are more; null where nothing is counted. */
function singleOf(id: string): string | null {
  const kind = /^(session|urls)-/.exec(id)?.[1];
  return kind === undefined ? null : `${kind}-1`;
}

/** A figure of one as a ratio of another's in the same round, so that a busy moment falls on both. */
function ratio(
  one: Measured | undefined,
  other: Measured | undefined,
  figure: (sample: Sample) => number | null,
): Spread | null {
  if (!one || !other) return null;
  return spreadOfKnown(
    one.samples.map((sample, round) => {
      const [above, below] = [sample, other.samples[round]].map((at) => (at ? figure(at) : null));
      return above == null || below == null ? null : above / below;
    }),
  );
}
