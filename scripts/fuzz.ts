/**
 * `npm run fuzz`: millions of mutated inputs for every parser of the edge.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { fuzz } from "../test/fuzz/fuzz.ts";
import { parsers } from "../test/fuzz/parsers.ts";

const help = `
Examples:
  $ npm run fuzz
  $ npm run fuzz -- --inputs 1000000 --seed 7

It exits with 1 when something does not hold, or when one input takes a second or longer.

What next:
  Add what it finds to the tests of the parser it names, and mend the parser.`;

const whole = z.coerce.number().int().min(1).max(10_000_000_000);
const command = new Command("fuzz")
  .description("Feeds mutated input to every parser, and looks whether what must hold of it holds.")
  .option("--inputs <count>", "how many", "10000000")
  .option("--seed <number>", "of what looks like chance", "1")
  .addHelpText("after", help)
  .parse();
const { inputs, seed } = z.object({ inputs: whole, seed: whole }).parse(command.opts());

const atOnce = 500_000;
console.log(`${inputs} inputs for ${parsers.length} parsers, seed ${seed}.`);
let [done, slowest, found] = [0, 0, 0];
for (let nth = 0; done < inputs; nth += 1) {
  const report = fuzz(parsers, Math.min(atOnce, inputs - done), seed + nth);
  done += report.inputs;
  slowest = Math.max(slowest, report.slowest);
  found += report.findings.length;
  for (const { parser, input, problem } of report.findings) console.log(`${parser}: ${problem}\n  ${input}`);
  console.log(`  ${done} inputs, ${found} findings, the slowest took ${slowest.toFixed(1)} ms`);
}
process.exitCode = found === 0 && slowest < 1_000 ? 0 : 1;
