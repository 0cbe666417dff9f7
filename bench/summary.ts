/**
 * From samples to figures: medians, spread, and ratios of what was measured in the same round.
 *
 * @module
 */
import type { Measured } from "./rounds.ts";

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
  /** Requests a second as a ratio of the first peer's in the same round; null for the first itself. */
  readonly toBare: Spread | null;
  /** How much less processor time than the first peer's; 1 is the same. */
  readonly toBareByCpu: Spread | null;
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

/** The figures of everything measured. @param bare the name of the peer that ratios are taken to */
export function summarise(measured: readonly Measured[], bare: string): Summary[] {
  return measured.map((one) => {
    const { workload, peer, samples, missed } = one;
    const limit =
      peer === bare ? undefined : measured.find((m) => m.workload === workload && m.peer === bare);
    const speeds = samples.map(({ perSecond }) => perSecond);
    return {
      workload: workload.id,
      title: workload.title,
      peer,
      perSecond: spreadOf(speeds),
      cpu: spreadOfKnown(samples.map(({ cpu }) => cpu)),
      toBare: limit
        ? spreadOf(
            ratios(
              speeds,
              limit.samples.map((sample) => sample.perSecond),
            ),
          )
        : null,
      toBareByCpu: limit ? cpuRatio(one, limit) : null,
      missed,
    };
  });
}

function cpuRatio(one: Measured, limit: Measured): Spread | null {
  const known = spreadOfKnown(one.samples.map(({ cpu }) => cpu));
  if (known === null) return null;
  return spreadOfKnown(
    one.samples.map(({ cpu }, round) => {
      const other = limit.samples[round]?.cpu;
      return cpu === null || other === undefined || other === null ? null : other / cpu;
    }),
  );
}

function ratios(values: readonly number[], others: readonly number[]): number[] {
  return values.map((value, round) => value / (others[round] ?? Number.NaN));
}

function spreadOfKnown(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? spreadOf(known) : null;
}
