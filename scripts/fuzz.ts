/**
 * `npm run fuzz`: millions of mutated inputs for whatever reads what others send.
 *
 * @module
 */
import { Command } from "commander";
import { z } from "zod";
import { all, ofProgram } from "../test/fuzz/all.ts";
import { fuzz } from "../test/fuzz/fuzz.ts";

const help = `
Examples:
  $ npm run fuzz
  $ npm run fuzz -- --inputs 1000000 --seed 7

Inputs that reach code which none has reached are kept, and changed further.
It exits with 1 when something does not hold, or when one input takes a second or longer.

What next:
  Add what it finds to the tests of the parser it names, and mend the parser.`;

const whole = z.coerce.number().int().min(1).max(10_000_000_000);
const command = new Command("fuzz")
  .description("Feeds mutated input to every parser, and looks whether what must hold of it holds.")
  .option("--inputs <count>", "how many", "10000000")
  .option("--seed <number>", "of what looks like chance", "1")
  .option("--unguided", "by chance alone, twice as fast")
  .addHelpText("after", help)
  .parse();
const { inputs, seed, unguided } = z
  .object({ inputs: whole, seed: whole, unguided: z.boolean().default(false) })
  .parse(command.opts());

console.log(`${inputs} inputs for ${all.length} parsers, seed ${seed}.`);
let told = 0;
const { findings, slowest } = await fuzz(all, {
  ...{ inputs, seed },
  ...(!unguided && { guide: ofProgram }),
  progress(report) {
    if (report.inputs < Math.min(inputs, told + 500_000)) return;
    told = report.inputs;
    console.log(
      `  ${told} inputs, ${report.kept} kept, ${report.findings.length} findings, the slowest took ${report.slowest.toFixed(1)} ms`,
    );
  },
});
for (const { parser, input, problem } of findings) console.log(`${parser}: ${problem}\n  ${input}`);
process.exitCode = findings.length === 0 && slowest < 1_000 ? 0 : 1;
