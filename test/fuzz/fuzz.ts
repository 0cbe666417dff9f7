/**
 * Mutated input for parsers: quick enough for millions.
 *
 * @module
 */
import { chances } from "../support/store-kinds.ts";
import type { Fuzzed } from "./parsers.ts";

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
}

const pieces = [
  ...[..." ,;=\"\\\t-/*:?&%.$()<>@[]{}'_|~^`!#+\u0000\r\n\u007f\u00e9\u2028"],
  ...[
    "$$",
    '="',
    '", ',
    "%24",
    "%",
    "%zz",
    "0",
    "1",
    "99999999999999999999",
    "-1",
    "1e9",
    "NaN",
    "q=0",
    "q=1",
  ],
  ...[
    "private",
    "no-store",
    "max-age=",
    "__Host-govuk_account_session=",
    "govuk_account_session=",
    "GOVUK-Account-Session",
    "utm_",
  ],
];

/** Feeds so many inputs to parsers in turn. @param seed of what looks like chance */
export function fuzz(parsers: readonly Fuzzed[], inputs: number, seed: number): FuzzReport {
  const chance = chances(seed);
  const below = (count: number) => Math.floor(chance() * count);
  const findings: Finding[] = [];
  let slowest = 0;

  function mutated(text: string): string {
    const at = below(text.length + 1);
    switch (below(6)) {
      case 0:
        return text.slice(0, at) + text.slice(at + 1 + below(4));
      case 1:
        return text.slice(0, at) + text.slice(at, at + below(12)) + text.slice(at);
      case 2:
        return text.slice(0, at) + String.fromCharCode(below(256)) + text.slice(at);
      // Now and then something long, which a careless pattern takes for ever to read.
      case 3:
        return below(500) === 0
          ? text.slice(0, at) + (pieces[below(pieces.length)] ?? "").repeat(5_000)
          : text;
      default:
        return text.slice(0, at) + (pieces[below(pieces.length)] ?? "") + text.slice(at);
    }
  }

  function feed({ name, seeds, check }: Fuzzed): void {
    let input = seeds[below(seeds.length)] ?? "";
    for (let times = 1 + below(6); times > 0; times -= 1) input = mutated(input);
    const since = performance.now();
    try {
      check(input);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      if (findings.length < 20) findings.push({ parser: name, input: JSON.stringify(input), problem });
    }
    slowest = Math.max(slowest, performance.now() - since);
  }

  for (let nth = 0; nth < inputs; nth += 1) {
    const parser = parsers[nth % parsers.length];
    if (parser) feed(parser);
  }
  return { inputs, findings, slowest };
}
