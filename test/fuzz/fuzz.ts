/**
 * Mutated input for parsers: quick enough for millions, and led by what code it reaches.
 *
 * @module
 */
import { chances } from "../support/store-kinds.ts";
import { type CoverageWatch, watchCoverage } from "./coverage.ts";
import { createMutator } from "./mutate.ts";

/** A parser under test. */
export interface Fuzzed {
  readonly name: string;
  /** What usual input looks like, to be mutated. */
  readonly seeds: readonly string[];
  /** For one that is slow, the share of the others' inputs that it gets. */
  readonly share?: number;
  /** @throws {Error} when something does not hold */
  check(input: string): void | Promise<void>;
}

/** Something that does not hold. */
export interface Finding {
  readonly parser: string;
  /** As JSON, so that it can be given again. */
  readonly input: string;
  readonly problem: string;
}

/** What came of it. */
export interface FuzzReport {
  readonly inputs: number;
  readonly findings: readonly Finding[];
  /** Milliseconds of the input that took longest. */
  readonly slowest: number;
  /** How many inputs were kept, as they reached code that none had reached before. */
  readonly kept: number;
}

/** How it is done. */
export interface FuzzOptions {
  readonly inputs: number;
  /** Of what looks like chance. */
  readonly seed: number;
  /** Which sources lead it, by their URL; without it, none does. */
  readonly guide?: (url: string) => boolean;
  /** Told now and then. */
  progress?(report: FuzzReport): void;
}

/** How many inputs a parser gets before what they reached is looked at, which takes a millisecond or two. */
const batch = 1_000;

/** Feeds so many inputs to parsers in turn. */
export async function fuzz(
  parsers: readonly Fuzzed[],
  { inputs, seed, guide, progress }: FuzzOptions,
): Promise<FuzzReport> {
  const mutator = createMutator(chances(seed));
  const watch = guide && watchCoverage(guide);
  const corpora = new Map(parsers.map((parser) => [parser, [...parser.seeds]]));
  const report = { inputs: 0, findings: [] as Finding[], slowest: 0, kept: 0 };

  async function feed({ name, check }: Fuzzed, input: string): Promise<void> {
    const since = performance.now();
    try {
      const checked = check(input);
      if (checked) await checked;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (report.findings.length < 20)
        report.findings.push({ parser: name, input: JSON.stringify(input), problem });
    }
    report.slowest = Math.max(report.slowest, performance.now() - since);
  }

  /** Keeps those of them that reach what none has reached: by halves, each run anew. */
  async function keepNew(parser: Fuzzed, given: readonly string[], by: CoverageWatch): Promise<void> {
    const seen = by.look();
    const [only = ""] = given;
    if (!seen.isNew) return;
    for (const half of given.length > 1
      ? [given.slice(given.length / 2), given.slice(0, given.length / 2)]
      : []) {
      for (const input of half) await feed(parser, input);
      await keepNew(parser, half, by);
    }
    seen.keep();
    if (given.length > 1) return;
    corpora.get(parser)?.push(only);
    report.kept += 1;
  }

  while (report.inputs < inputs) {
    for (const parser of parsers) {
      const corpus = corpora.get(parser) ?? [];
      const count = Math.min(Math.ceil(batch * (parser.share ?? 1)), inputs - report.inputs);
      const given = Array.from({ length: count }, () => mutator.mutated(corpus));
      for (const input of given) await feed(parser, input);
      report.inputs += count;
      if (watch) await keepNew(parser, given, watch);
    }
    progress?.(report);
  }
  watch?.end();
  return report;
}
